import type { Budget } from '../budget.ts';
import { isArray, isObject, type Json, kindOf } from '../json.ts';
import { raise } from '../raised.ts';
import { equal } from './compare.ts';
import { own } from './objects.ts';
import { sliceOf } from './slice.ts';

/** `.[key]` */
export function get(run: Budget, value: Json, key: Json): Json {
  if (typeof key === 'string') return field(value, key);
  if (isArray(value)) {
    if (typeof key === 'number') return element(value, key);
    if (isObject(key)) return sliceOf(run, value, key);
    if (isArray(key)) return indicesOf(run, value, key);
  } else if (value === null) {
    if (typeof key === 'number' || isObject(key)) return null;
  } else if (typeof value === 'string' && isObject(key)) {
    return sliceOf(run, value, key);
  }
  return raise(`Cannot index ${kindOf(value)} with ${kindOf(key)}`);
}

/** `.key` */
export function field(value: Json, key: string): Json {
  if (value === null) return null;
  if (isObject(value)) return own(value, key) ?? null;
  const shown = Buffer.byteLength(key) < 30 ? `string "${key}"` : 'string';
  return raise(`Cannot index ${kindOf(value)} with ${shown}`);
}

export function element(array: readonly Json[], index: number): Json {
  const whole = Math.trunc(index);
  return array[whole < 0 ? whole + array.length : whole] ?? null;
}

/** Where the array `part` begins inside `whole`. */
function indicesOf(run: Budget, whole: readonly Json[], part: readonly Json[]): Json {
  if (part.length === 0) return [];
  const found: Json[] = [];
  for (let start = 0; start < whole.length; start += 1) {
    run.tick();
    if (!part.every((item, offset) => start + offset < whole.length && equal(run, item, whole[start + offset] ?? null)))
      continue;
    run.take(8);
    found.push(start);
  }
  return found;
}
