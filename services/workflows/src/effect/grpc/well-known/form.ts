import type { Json } from '@mesh/jq/json';

/** The fields of a message. */
export type Fields = Readonly<Record<string, Json>>;

/** The JSON form of a well-known message. */
export type Form = {
  /** Its fields; undefined if the JSON does not have this form. */
  readonly read: (written: Json) => Fields | undefined;
  readonly write: (fields: Fields) => Json;
};
