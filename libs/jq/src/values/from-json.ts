import { type Budget, DEEPEST_VALUE } from '../budget.ts';
import type { Json } from '../json.ts';
import { raise } from '../raised.ts';

/** Upper bound of the memory for the text, the engine's objects and their fields, as a multiple of the text. */
const GROWTH = 16;

/** Parses JSON text. Like jq, it accepts `nan` as a number. */
export function fromJson(run: Budget, text: string): Json {
  run.take(GROWTH * text.length);
  run.scan(text.length);
  if (nestsTooDeep(text)) return raise('Exceeds depth limit for parsing');
  if (/^\s*-?nan\d*\s*$/.test(text)) return Number.NaN;
  try {
    return JSON.parse(text) as Json;
  } catch {
    const shown = text.length > 64 ? `${text.slice(0, 64)}...` : text;
    return raise(
      text.trim() === '' ? "Expected JSON value (while parsing '')" : `Invalid JSON text (while parsing '${shown}')`,
    );
  }
}

/** Checked beforehand, because the parser is slow with it. */
function nestsTooDeep(text: string): boolean {
  let depth = 0;
  for (const [mark] of text.matchAll(/"(?:[^"\\]|\\.)*"|[[\]{}]/gs)) {
    if (mark === '[' || mark === '{') depth += 1;
    else if (mark === ']' || mark === '}') depth -= 1;
    if (depth > DEEPEST_VALUE) return true;
  }
  return false;
}
