import { isPlainText } from '@mesh/contracts/plain-text';
import { DEEPEST_VALUE } from '@mesh/jq/budget';
import type { Json } from '@mesh/jq/json';

/** Why the journal cannot store an outside value; undefined if it can. Nesting is limited as in expressions. */
export function unstorable(value: Json, depth = 0): string | undefined {
  if (typeof value === 'string') return textFlaw(value);
  if (typeof value !== 'object' || value === null) return undefined;
  if (depth > DEEPEST_VALUE) return `it nests deeper than ${DEEPEST_VALUE} levels`;
  if (Array.isArray(value)) return firstFlaw(value, depth + 1);
  for (const name of Object.keys(value)) {
    const flaw = textFlaw(name);
    if (flaw) return flaw;
  }
  return firstFlaw(Object.values(value), depth + 1);
}

/** JSON escapes of forbidden characters, and of a few that are allowed. */
const SUSPECT = /\\u(?:0000|d[89a-f])/i;

/** The same for a serialized event around its data. It is parsed only if it contains a suspect escape. */
export function unstorableEvent(json: string): string | undefined {
  return SUSPECT.test(json) ? unstorable(JSON.parse(json), -1) : undefined;
}

function firstFlaw(parts: readonly Json[], depth: number): string | undefined {
  for (const part of parts) {
    const flaw = unstorable(part, depth);
    if (flaw) return flaw;
  }
  return undefined;
}

function textFlaw(text: string): string | undefined {
  return isPlainText(text) ? undefined : 'a text in it has U+0000 or half of a surrogate pair';
}
