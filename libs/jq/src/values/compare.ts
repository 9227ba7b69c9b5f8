import { type Budget, DEEPEST_VALUE } from '../budget.ts';
import { JqLimitError } from '../jq-error.ts';
import { isArray, type Json, type JsonObject } from '../json.ts';

/** Negative, zero or positive: null < false < true < numbers < strings < arrays < objects. NaN is below all numbers. */
export function compare(run: Budget, left: Json, right: Json, depth = 0): number {
  run.tick();
  const rank = rankOf(left) - rankOf(right);
  if (rank !== 0) return rank;
  if (typeof left === 'number') return compareNumbers(left, right as number);
  if (typeof left === 'string') return compareText(run, left, right as string);
  if (typeof left !== 'object' || left === null) return 0;
  if (depth > DEEPEST_VALUE) throw new JqLimitError('depth');
  return isArray(left)
    ? compareArrays(run, left, right as readonly Json[], depth + 1)
    : compareObjects(run, left, right as JsonObject, depth + 1);
}

/** Equality as by `==`: every value equals itself, except a NaN. */
export function equal(run: Budget, left: Json, right: Json): boolean {
  if (left === right) return true;
  if (typeof left !== 'object' || typeof right !== 'object') return false;
  return compare(run, left, right) === 0;
}

/** By code point, which is how the bytes of UTF-8 compare; UTF-16 differs above U+D7FF. */
function compareText(run: Budget, left: string, right: string): number {
  if (left === right) return 0;
  const length = Math.min(left.length, right.length);
  for (let index = 0; index < length; index += 1) {
    const [a, b] = [left.charCodeAt(index), right.charCodeAt(index)];
    if (a === b) continue;
    run.scan(index);
    return aboveSurrogates(a) - aboveSurrogates(b);
  }
  run.scan(length);
  return left.length - right.length;
}

/** The keys of an object in the order that jq sorts them. */
export function sortedKeys(run: Budget, object: JsonObject): string[] {
  const keys = Object.keys(object);
  run.takeItems(keys.length);
  return keys.sort((a, b) => {
    run.tick();
    return compareText(run, a, b);
  });
}

/** Surrogates stand for code points above all others: this puts them there. */
function aboveSurrogates(unit: number): number {
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit;
}

function rankOf(value: Json): number {
  switch (typeof value) {
    case 'boolean':
      return value ? 2 : 1;
    case 'number':
      return 3;
    case 'string':
      return 4;
    default:
      return value === null ? 0 : isArray(value) ? 5 : 6;
  }
}

function compareNumbers(left: number, right: number): number {
  if (Number.isNaN(left)) return -1;
  if (Number.isNaN(right)) return 1;
  return left < right ? -1 : left > right ? 1 : 0;
}

function compareArrays(run: Budget, left: readonly Json[], right: readonly Json[], depth: number): number {
  const length = Math.min(left.length, right.length);
  for (let index = 0; index < length; index += 1) {
    const order = compare(run, left[index] ?? null, right[index] ?? null, depth);
    if (order !== 0) return order;
  }
  return left.length - right.length;
}

function compareObjects(run: Budget, left: JsonObject, right: JsonObject, depth: number): number {
  const keys = sortedKeys(run, left);
  const order = compareArrays(run, keys, sortedKeys(run, right), depth);
  if (order !== 0) return order;
  for (const key of keys) {
    const inner = compare(run, left[key] ?? null, right[key] ?? null, depth);
    if (inner !== 0) return inner;
  }
  return 0;
}
