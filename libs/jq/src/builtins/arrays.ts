import type { Budget } from '../budget.ts';
import { eachOf } from '../evaluate/index-steps.ts';
import { isArray, isObject, type Json } from '../json.ts';
import { raise } from '../raised.ts';
import { add } from '../values/arithmetic.ts';
import { compare } from '../values/compare.ts';
import { raiseAbout, raiseAboutBoth } from '../values/describe.ts';
import { type MutableObject, put } from '../values/objects.ts';
import { print } from '../values/print.ts';
import { textIndices } from '../values/text.ts';
import { type Natives, onInput, onValues } from './native.ts';

/** Builtins on the elements of arrays. */
export const arrayNatives: Natives = {
  'add/0': onInput(addAll),
  'join/1': onValues((run, input, separator) => join(run, input, separator ?? null)),
  'flatten/0': onInput((run, input) => flatten(run, input, Number.POSITIVE_INFINITY)),
  'flatten/1': onValues((run, input, depth) => {
    if (typeof depth !== 'number') return raise('flatten depth must be a number');
    return depth < 0 ? raise('flatten depth must not be negative') : flatten(run, input, depth);
  }),
  'reverse/0': onInput(reverse),
  '_text_indices/1': onValues((run, input, part) =>
    typeof input === 'string' && typeof part === 'string' ? textIndices(run, input, part) : null,
  ),
  'bsearch/1': onValues((run, input, target) => search(run, input, target ?? null)),
};

function itemsOf(run: Budget, input: Json): readonly Json[] {
  if (isArray(input)) return input;
  const items: Json[] = [];
  eachOf(run, input, (item) => items.push(item));
  run.takeItems(items.length);
  return items;
}

/** All of one type are put together in one go, which is what `add` is used for most. */
function addAll(run: Budget, input: Json): Json {
  const items = itemsOf(run, input);
  const [first] = items;
  if (items.length < 3 || typeof first === 'number')
    return items.reduce<Json>((sum, item) => sumOf(run, sum, item), null);
  if (items.every((item) => typeof item === 'string')) return concatenated(run, items, '');
  if (items.every(isArray)) {
    run.takeItems(items.reduce((sum, { length }) => sum + length, 0));
    return items.flat(1);
  }
  if (!items.every(isObject)) return items.reduce<Json>((sum, item) => sumOf(run, sum, item), null);
  const whole: MutableObject = {};
  for (const item of items)
    for (const key of Object.keys(item)) {
      run.tick();
      run.take(16);
      put(whole, key, item[key] ?? null);
    }
  return whole;
}

function sumOf(run: Budget, sum: Json, item: Json): Json {
  run.tick();
  return add(run, sum, item);
}

function concatenated(run: Budget, parts: readonly string[], separator: string): string {
  run.scan(parts.length);
  run.takeText(parts.reduce((sum, { length }) => sum + length + separator.length, 0));
  return parts.join(separator);
}

function join(run: Budget, input: Json, separator: Json): Json {
  const items = itemsOf(run, input);
  const parts: string[] = [];
  for (const item of items) {
    run.tick();
    if (item === null) parts.push('');
    else if (typeof item === 'string') parts.push(item);
    else if (typeof item !== 'object') parts.push(print(run, item));
    else return raiseAboutBoth(parts.map((part) => `${part}${separator}`).join(''), item, 'cannot be added');
  }
  if (typeof separator === 'string') return concatenated(run, parts, separator);
  if (separator === null || parts.length < 2) return concatenated(run, parts, '');
  return raiseAboutBoth(parts[0] ?? '', separator, 'cannot be added');
}

function flatten(run: Budget, input: Json, depth: number): Json {
  const flat: Json[] = [];
  const visit = (items: readonly Json[], left: number): void => {
    for (const item of items) {
      run.tick();
      if (isArray(item) && left > 0) {
        visit(item, left - 1);
      } else {
        run.take(8);
        flat.push(item);
      }
    }
  };
  visit(itemsOf(run, input), depth);
  return flat;
}

function reverse(run: Budget, input: Json): Json {
  if (input === null || input === 0 || (isObject(input) && Object.keys(input).length === 0)) return [];
  if (typeof input === 'string') {
    run.takeText(2 * input.length);
    return Array.from(input).reverse().join('');
  }
  if (!isArray(input)) return raiseAbout(input, 'cannot be reversed, as it is not an array');
  run.takeItems(input.length);
  return input.toReversed();
}

/** The index of `target` in a sorted array, or -1 less the index where it would be inserted. */
function search(run: Budget, input: Json, target: Json): Json {
  if (!isArray(input)) return raiseAbout(input, 'cannot be searched from');
  let [low, high] = [0, input.length - 1];
  while (low <= high) {
    const middle = (low + high) >>> 1;
    const order = compare(run, input[middle] ?? null, target);
    if (order === 0) return middle;
    if (order < 0) low = middle + 1;
    else high = middle - 1;
  }
  return -1 - low;
}
