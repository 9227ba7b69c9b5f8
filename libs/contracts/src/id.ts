import { TypeID, typeid } from 'typeid-js';
import { z } from 'zod';
import { MeshError } from './mesh-error.ts';

/**
 * What each prefix stands for. An id is a TypeID: the prefix, `_`, and a UUIDv7 in Crockford base32, so ids sort by creation.
 * Ids that executions derive contain a UUIDv8.
 */
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
  hook: 'hook',
  tsk: 'task of this queue',
  sch: 'schedule',
  aud: 'audit row',
  rot: 'key rotation',
} as const;
export type Prefix = keyof typeof prefixes;
/** What ids name, those that are no TypeIDs among them. */
const nouns = { ...prefixes, delivery: 'delivery' } as const;
export type Named = keyof typeof nouns;

/** Creates an id, for example `exe_01h455vb4pex5vsknk084sn02q`. It reveals its time of creation (ms). */
export function newId(prefix: Prefix): string {
  return typeid(prefix).toString();
}

/** The id with these 16 bytes as its UUID, for derived ids. */
export function idOfBytes(prefix: Prefix, bytes: Uint8Array): string {
  return TypeID.fromUUIDBytes(prefix, bytes).toString();
}

/** The 16 bytes of the UUID inside an id. Throws if it is malformed. */
export function uuidBytesOf(id: string): Uint8Array {
  return TypeID.fromString(id).toUUIDBytes();
}

const ids = z.registry<{ readonly of: Named }>();

/** The schema of an id with this prefix. */
export function id(prefix: Prefix) {
  const schema = z
    .string()
    .regex(
      new RegExp(`^${prefix}_[0-7][0-9a-hjkmnp-tv-z]{25}$`),
      `expected the id of one ${prefixes[prefix]} (${prefix}_…)`,
    )
    .meta({ examples: [`${prefix}_01h455vb4pex5vsknk084sn02q`] });
  return idsOf(prefix, schema);
}

/** Makes known what a schema is of the ids of. */
export function idsOf<S extends z.ZodType>(of: Named, schema: S): S {
  ids.add(schema, { of });
  return schema;
}

/** What the ids name that a schema is of; undefined where it is of none. */
export function namedBy(schema: z.ZodType): Named | undefined {
  return ids.get(schema)?.of;
}

/** The refusal of an id that names nothing: the same whether it is another workspace's, of what was deleted, or no id at all. */
export function noSuch(of: Named): MeshError {
  return new MeshError('not-found', `there is no such ${nouns[of]}`);
}
