import type { Type } from 'protobufjs';

const ANY = '.google.protobuf.Any';

/** Whether a message of this type holds one of any type, which `@type` names. */
export function isAny({ fullName }: Type): boolean {
  return fullName === ANY;
}

/** The type of the message in an `Any` with this `@type`; undefined if the proto does not have it. */
export function heldType({ root }: Type, url: unknown): Type | undefined {
  const found = typeof url === 'string' ? root.lookup(url.slice(url.lastIndexOf('/') + 1)) : null;
  return isType(found) ? found : undefined;
}

export function isType(found: unknown): found is Type {
  return typeof found === 'object' && found !== null && 'fields' in found;
}
