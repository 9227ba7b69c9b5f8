import type { Json } from '@mesh/jq/json';

/** A value as text: a string as it is, everything else as JSON. */
export function textOf(value: Json): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
