import { type Budget, DEEPEST_VALUE } from '../budget.ts';
import { JqLimitError } from '../jq-error.ts';
import { isArray, type Json } from '../json.ts';
import { numberText } from './numbers.ts';

/** The JSON text of a value, as jq prints it in one line. */
export function print(run: Budget, value: Json, depth = 0): string {
  run.tick();
  if (typeof value === 'string') return quoted(run, value);
  if (typeof value === 'number') return numberText(value);
  if (typeof value !== 'object' || value === null) return String(value);
  if (depth > DEEPEST_VALUE) throw new JqLimitError('depth');
  if (isArray(value)) {
    const parts = value.map((item) => print(run, item, depth + 1));
    return joined(run, parts, '[', ']');
  }
  const parts = Object.keys(value).map((key) => `${quoted(run, key)}:${print(run, value[key] ?? null, depth + 1)}`);
  return joined(run, parts, '{', '}');
}

/** What `tostring` and `@text` answer: a string is itself. */
export function toText(run: Budget, value: Json): string {
  return typeof value === 'string' ? value : print(run, value);
}

function joined(run: Budget, parts: readonly string[], open: string, close: string): string {
  const length = parts.reduce((sum, part) => sum + part.length + 1, 1);
  run.takeText(length);
  return `${open}${parts.join(',')}${close}`;
}

function quoted(run: Budget, text: string): string {
  run.takeText(text.length + 2);
  const json = JSON.stringify(text);
  return json.includes('\x7f') ? json.replaceAll('\x7f', '\\u007f') : json;
}
