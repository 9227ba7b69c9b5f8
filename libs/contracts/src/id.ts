import { TypeID, typeid } from 'typeid-js';
import { z } from 'zod';

/** What a prefix names. An id is a TypeID: the prefix, `_`, and a UUIDv7 in Crockford base32, so ids sort by their making. What executions make has a UUIDv8. */
const prefixes = {
  ws: 'workspace',
  key: 'API key',
  cred: 'credential',
  wf: 'workflow',
  exe: 'execution',
  plg: 'plugin',
  col: 'collection',
  evt: 'event',
  whk: 'webhook endpoint',
  hook: 'inbound webhook',
  tsk: 'task of a queue',
  sch: 'schedule',
  aud: 'audit row',
  rot: 'key rotation',
} as const;
export type Prefix = keyof typeof prefixes;

/** Makes an id, for example `exe_01h455vb4pex5vsknk084sn02q`. Tells the time of its making (ms) to whoever reads it. */
export function newId(prefix: Prefix): string {
  return typeid(prefix).toString();
}

/** The id whose UUID has these 16 bytes, for ids that are made of what they name. */
export function idOfBytes(prefix: Prefix, bytes: Uint8Array): string {
  return TypeID.fromUUIDBytes(prefix, bytes).toString();
}

/** The 16 bytes of the UUID inside an id. Throws when it is none. */
export function uuidBytesOf(id: string): Uint8Array {
  return TypeID.fromString(id).toUUIDBytes();
}

/** The schema of an id with this prefix. */
export function id(prefix: Prefix) {
  return z
    .string()
    .regex(
      new RegExp(`^${prefix}_[0-7][0-9a-hjkmnp-tv-z]{25}$`),
      `expected the id of one ${prefixes[prefix]} (${prefix}_…)`,
    )
    .meta({ examples: [`${prefix}_01h455vb4pex5vsknk084sn02q`] });
}
