import { jsonOf } from '@mesh/contracts/json-of';
import type { Json } from '@mesh/jq/json';

/** The value of a body in JSON, undefined for what is none. A byte order mark before it says nothing (RFC 8259, 8.1). */
export function jsonBody(text: string): Json | undefined {
  return jsonOf(text.startsWith('\uFEFF') ? text.slice(1) : text) as Json | undefined;
}
