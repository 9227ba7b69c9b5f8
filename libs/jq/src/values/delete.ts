import type { Budget } from '../budget.ts';
import { isArray, isObject, type Json, type JsonObject, kindOf } from '../json.ts';
import { raise } from '../raised.ts';
import { equal } from './compare.ts';
import { get } from './get.ts';
import { setPath } from './set.ts';
import { sliceBounds } from './slice.ts';
import { sorted } from './sort.ts';

/** `delpaths(paths)`: all of them at once, so that one deletion does not shift another. */
export function deletePaths(run: Budget, value: Json, paths: Json): Json {
  if (!isArray(paths)) return raise('Paths must be specified as an array');
  const ordered = sorted(run, paths).map((path) =>
    isArray(path) ? path : raise(`Path must be specified as array, not ${kindOf(path)}`),
  );
  const [first] = ordered;
  if (first === undefined) return value;
  return first.length === 0 ? null : deleteSorted(run, value, ordered, 0);
}

function deleteSorted(run: Budget, root: Json, paths: readonly (readonly Json[])[], depth: number): Json {
  let value = root;
  const doomed: Json[] = [];
  for (let first = 0; first < paths.length; ) {
    run.tick();
    const path = paths[first] ?? [];
    const key = path[depth] ?? null;
    let next = first + 1;
    while (next < paths.length && equal(run, key, paths[next]?.[depth] ?? null)) next += 1;
    if (path.length === depth + 1) {
      doomed.push(key);
    } else {
      const inner = get(run, value, key);
      if (inner !== null) {
        const rest = deleteSorted(run, inner, paths.slice(first, next), depth + 1);
        value = setPath(run, value, [key], rest, new Set());
      }
    }
    first = next;
  }
  return deleteKeys(run, value, doomed);
}

function deleteKeys(run: Budget, value: Json, keys: readonly Json[]): Json {
  if (value === null || keys.length === 0) return value;
  if (isArray(value)) return deleteElements(run, value, keys);
  if (isObject(value)) return deleteFields(run, value, keys);
  return raise(`Cannot delete fields from ${kindOf(value)}`);
}

function deleteFields(run: Budget, object: JsonObject, keys: readonly Json[]): Json {
  run.takeItems(2 * Object.keys(object).length);
  const copy = { ...object };
  for (const key of keys) {
    if (typeof key !== 'string') return raise(`Cannot delete ${kindOf(key)} field of object`);
    delete copy[key];
  }
  return copy;
}

function deleteElements(run: Budget, array: readonly Json[], keys: readonly Json[]): Json {
  const doomed = new Set<number>();
  for (const key of keys) {
    if (typeof key === 'number') {
      const index = Math.trunc(key);
      doomed.add(index < 0 ? index + array.length : index);
    } else if (isObject(key)) {
      const { start, end } = sliceBounds(key, array.length);
      run.takeItems(end - start);
      for (let index = start; index < end; index += 1) doomed.add(index);
    } else {
      raise(`Cannot delete ${kindOf(key)} element of array`);
    }
  }
  run.takeItems(array.length);
  return array.filter((_, index) => !doomed.has(index));
}
