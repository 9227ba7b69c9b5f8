import { isPlainText } from '@mesh/contracts/plain-text';
import { DEEPEST_VALUE } from '@mesh/jq/budget';
import type { Json } from '@mesh/jq/json';

/** Why a journal cannot hold a value from outside; undefined where it can. As deep as expressions may go. */
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

/** How JSON writes the characters that a text may not have, and a few that it may. */
const SUSPECT = /\\u(?:0000|d[89a-f])/i;

/** The same of an event that is written out, around its data. It is read only where it may have such a text. */
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
