import type { Budget } from '../budget.ts';
import { type Code, single, stream } from '../evaluate/code.ts';
import { eachOf } from '../evaluate/index-steps.ts';
import { pipe } from '../evaluate/plain.ts';
import { isArray, isObject, isTrue, type Json, kindOf } from '../json.ts';
import { raise } from '../raised.ts';
import { equal, sortedKeys } from '../values/compare.ts';
import { described, raiseAbout, raiseAboutBoth } from '../values/describe.ts';
import { field } from '../values/get.ts';
import { toInt } from '../values/numbers.ts';
import { type MutableObject, own, put } from '../values/objects.ts';
import { mapOver } from './generators.ts';
import { type Natives, onInput, onValues } from './native.ts';
import { walk } from './walk.ts';

/** Builtins on the keys of objects and arrays. */
export const objectNatives: Natives = {
  'keys/0': onInput((run, input) => keys(run, input, sortedKeys)),
  'keys_unsorted/0': onInput((run, input) => keys(run, input, (_run, object) => Object.keys(object))),
  'has/1': onValues((_run, input, key) => has(input, key ?? null)),
  'contains/1': onValues((run, input, part) => contains(run, input, part ?? null)),
  'to_entries/0': onInput(toEntries),
  'from_entries/0': onInput(fromEntries),
  'with_entries/1': ([change]) =>
    pipe(
      single((run, _env, input) => toEntries(run, input)),
      pipe(
        mapOver(change as Code),
        single((run, _env, input) => fromEntries(run, input)),
      ),
    ),
  'walk/1': ([change]) => stream((run, env, input, emit) => walk(run, env, input, change as Code, emit)),
};

function keys(
  run: Budget,
  input: Json,
  ofObject: (run: Budget, object: Parameters<typeof sortedKeys>[1]) => string[],
): Json {
  if (isObject(input)) return ofObject(run, input);
  if (!isArray(input)) return raiseAbout(input, 'has no keys');
  run.takeItems(input.length);
  return Array.from(input, (_, index) => index);
}

function has(input: Json, key: Json): boolean {
  if (input === null) return false;
  if (isObject(input) && typeof key === 'string') return own(input, key) !== undefined;
  if (isArray(input) && typeof key === 'number') {
    const index = toInt(key);
    return !Number.isNaN(key) && index >= 0 && index < input.length;
  }
  return raise(`Cannot check whether ${kindOf(input)} has a ${kindOf(key)} key`);
}

function contains(run: Budget, whole: Json, part: Json): boolean {
  run.tick();
  if (isObject(whole) && isObject(part))
    return Object.keys(part).every((key) => {
      const mine = own(whole, key);
      return mine !== undefined && containsInside(run, mine, part[key] ?? null);
    });
  if (isArray(whole) && isArray(part))
    return part.every((wanted) => whole.some((item) => containsInside(run, item, wanted)));
  if (typeof whole === 'string' && typeof part === 'string') {
    run.scan(whole.length);
    return whole.includes(part);
  }
  if (kindOf(whole) === kindOf(part)) return equal(run, whole, part);
  return raiseAboutBoth(whole, part, 'cannot have their containment checked');
}

/** Below the top, values of different types are just different. */
function containsInside(run: Budget, whole: Json, part: Json): boolean {
  return kindOf(whole) === kindOf(part) && contains(run, whole, part);
}

function toEntries(run: Budget, input: Json): Json {
  if (!isObject(input) && !isArray(input)) return raiseAbout(input, 'has no keys');
  const entries: Json[] = [];
  eachOf(run, input, (value, key) => {
    run.take(56);
    entries.push({ key, value });
  });
  return entries;
}

function fromEntries(run: Budget, input: Json): Json {
  const object: MutableObject = {};
  eachOf(run, input, (entry) => {
    const key = ['key', 'Key', 'name', 'Name', 'k', 'K'].reduce<Json>(
      (found, name) => (isTrue(found) ? found : field(entry, name)),
      null,
    );
    if (typeof key !== 'string') raise(`Cannot use ${described(key)} as object key`);
    run.take(16);
    put(object, key, entryValue(entry));
  });
  return object;
}

function entryValue(entry: Json): Json {
  if (!isObject(entry)) return null;
  const name = ['value', 'Value', 'v', 'V'].find((candidate) => own(entry, candidate) !== undefined);
  return name === undefined ? null : (entry[name] ?? null);
}
