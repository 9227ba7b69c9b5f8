import { isObject, type Json } from '@mesh/jq/json';

/** What correlations compare. A number and its text are the same: attributes of events are often texts. */
export type KeyOf = (value: Json) => string;

/** Objects are the same in whatever order their members stand. */
export const canonicalKey: KeyOf = (value) => (typeof value === 'string' ? value : JSON.stringify(value, inOrder));

function inOrder(_name: string, value: Json): Json {
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1)));
}
