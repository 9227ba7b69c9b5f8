import { isObject, type Json } from '@mesh/jq/json';

/** The text by which correlations are compared. A number equals its text, since attributes of events are often text. */
export type KeyOf = (value: Json) => string;

/** Objects are equal regardless of the order of their members. */
export const canonicalKey: KeyOf = (value) => (typeof value === 'string' ? value : JSON.stringify(value, inOrder));

function inOrder(_name: string, value: Json): Json {
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1)));
}
