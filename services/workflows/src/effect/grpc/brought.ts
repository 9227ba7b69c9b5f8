import type { INamespace } from 'protobufjs';

/** Proto files that nobody has beside their own, and that protobufjs does not know by itself. */
const further: Readonly<Record<string, () => Promise<INamespace>>> = {
  'google/protobuf/descriptor.proto': async () =>
    (await import('protobufjs/google/protobuf/descriptor.json', { with: { type: 'json' } })).default,
  'google/api/http.proto': async () =>
    (await import('protobufjs/google/api/http.json', { with: { type: 'json' } })).default,
  // An option for gateways, which the call of a method does not look at.
  'google/api/annotations.proto': async () => ({}),
};

/** What a proto file that is brought along defines; undefined for any other. */
export async function broughtProto(name: string): Promise<INamespace | undefined> {
  const { default: protobuf } = await import('protobufjs');
  return protobuf.common.get(name) ?? (Object.hasOwn(further, name) ? further[name]?.() : undefined);
}
