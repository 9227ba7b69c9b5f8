import type { INamespace } from 'protobufjs';

/** Proto files that are rarely beside the files that import them, and that protobufjs does not include. */
const further: Readonly<Record<string, () => Promise<INamespace>>> = {
  'google/protobuf/descriptor.proto': async () =>
    (await import('protobufjs/google/protobuf/descriptor.json', { with: { type: 'json' } })).default,
  'google/api/http.proto': async () =>
    (await import('protobufjs/google/api/http.json', { with: { type: 'json' } })).default,
  // An option for gateways, which does not affect a call.
  'google/api/annotations.proto': async () => ({}),
};

/** The definitions of a bundled proto file; undefined for any other. */
export async function broughtProto(name: string): Promise<INamespace | undefined> {
  const { default: protobuf } = await import('protobufjs');
  return protobuf.common.get(name) ?? (Object.hasOwn(further, name) ? further[name]?.() : undefined);
}
