import { jsonOf } from '@mesh/contracts/json-of';
import type { Json } from '@mesh/jq/json';

/** Parses a JSON body; undefined if malformed. Ignores a byte order mark (RFC 8259, 8.1). */
export function jsonBody(text: string): Json | undefined {
  return jsonOf(text.startsWith('\uFEFF') ? text.slice(1) : text) as Json | undefined;
}
