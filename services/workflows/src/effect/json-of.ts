import type { Json } from '@mesh/jq/json';

/** The value of a JSON text; undefined for what is none. */
export function jsonOf(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}
