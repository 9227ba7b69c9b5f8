import type { Budget } from '../budget.ts';
import { isArray, isObject, type Json, type JsonObject, kindOf } from '../json.ts';
import { raise } from '../raised.ts';
import { get } from './get.ts';
import { toInt } from './numbers.ts';
import { type MutableObject, put } from './objects.ts';
import { sliceBounds } from './slice.ts';

/** Longest array that setting one far element may create. */
const LONGEST_ARRAY = 0x1fffffff;

/** Containers created by this update, which nobody else can see, so that they are changed in place. */
export type Owned = Set<Json>;

/** `setpath(path; value)` from the key number `from` on. Copies the containers along the path, and shares the rest. */
export function setPath(run: Budget, root: Json, path: readonly Json[], value: Json, owned: Owned, from = 0): Json {
  if (from === path.length) return value;
  const key = path[from] ?? null;
  const inner = get(run, root, key);
  run.tick();
  return set(run, root, key, setPath(run, inner, path, value, owned, from + 1), owned);
}

function set(run: Budget, root: Json, key: Json, value: Json, owned: Owned): Json {
  if (typeof key === 'string' && (root === null || isObject(root))) return setField(run, root, key, value, owned);
  if (typeof key === 'number' && (root === null || isArray(root))) return setElement(run, root, key, value, owned);
  if (isObject(key) && (root === null || isArray(root))) return setSlice(run, root ?? [], key, value);
  if (isObject(key) && typeof root === 'string') raise('Cannot update string slices');
  return raise(`Cannot update field at ${kindOf(key)} index of ${kindOf(root)}`);
}

function setField(run: Budget, root: JsonObject | null, key: string, value: Json, owned: Owned): Json {
  let object = root as MutableObject | null;
  if (object === null || !owned.has(object)) {
    object = { ...object };
    run.take(32);
    run.takeItems(2 * Object.keys(object).length);
    owned.add(object);
  }
  put(object, key, value);
  return object;
}

function setElement(run: Budget, root: readonly Json[] | null, key: number, value: Json, owned: Owned): Json {
  if (Number.isNaN(key)) raise('Cannot set array element at NaN index');
  const length = root?.length ?? 0;
  const whole = toInt(key);
  const index = whole < 0 ? whole + length : whole;
  if (index < 0) raise('Out of bounds negative array index');
  if (index > LONGEST_ARRAY) raise('Array index too large');
  let array = root as Json[] | null;
  if (array === null || !owned.has(array)) {
    run.takeItems(length);
    array = array === null ? [] : array.slice();
    owned.add(array);
  }
  if (index > array.length) {
    run.takeItems(index - array.length);
    while (array.length < index) array.push(null);
  }
  run.take(8);
  array[index] = value;
  return array;
}

function setSlice(run: Budget, root: readonly Json[], slice: JsonObject, value: Json): Json {
  const { start, end } = sliceBounds(slice, root.length);
  if (!isArray(value)) return raise('A slice of an array can only be assigned another array');
  run.takeItems(root.length + value.length);
  return [...root.slice(0, start), ...value, ...root.slice(end)];
}
