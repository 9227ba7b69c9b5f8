import type { Json } from '@mesh/jq/json';

/** The fields of a message. */
export type Fields = Readonly<Record<string, Json>>;

/** How proto3 writes a well-known message in JSON. */
export type Form = {
  /** Its fields; undefined where this is not how it is written. */
  readonly read: (written: Json) => Fields | undefined;
  readonly write: (fields: Fields) => Json;
};
