import type { Json } from '@mesh/jq/json';

/** A value within text: a text is itself, all else is told as JSON. */
export function textOf(value: Json): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
