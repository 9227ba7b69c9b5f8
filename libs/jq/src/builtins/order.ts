import type { Budget } from '../budget.ts';
import { type Code, type Env, single } from '../evaluate/code.ts';
import { eachOf } from '../evaluate/index-steps.ts';
import { isArray, type Json } from '../json.ts';
import { compare } from '../values/compare.ts';
import { raiseAbout, raiseAboutBoth } from '../values/describe.ts';
import { grouped, type Keyed, sorted, sortedBy } from '../values/sort.ts';
import { type Native, type Natives, onInput } from './native.ts';

const SORTED = 'cannot be sorted, as they are not both arrays';
const ITERATED = 'cannot be iterated over';

/** Builtins that order values. */
export const orderNatives: Natives = {
  'sort/0': onInput((run, input) =>
    isArray(input) ? sorted(run, input) : raiseAbout(input, 'cannot be sorted, as it is not an array'),
  ),
  'sort_by/1': byKeys(SORTED, (run, entries) => sortedBy(run, entries).map(({ value }) => value)),
  'group_by/1': byKeys(SORTED, grouped),
  'unique_by/1': byKeys(SORTED, firsts),
  'unique/0': onInput((run, input) => firsts(run, ownKeys(input, SORTED))),
  'min_by/1': byKeys(ITERATED, least),
  'max_by/1': byKeys(ITERATED, greatest),
  'min/0': onInput((run, input) => least(run, ownKeys(input, ITERATED))),
  'max/0': onInput((run, input) => greatest(run, ownKeys(input, ITERATED))),
};

function byKeys(complaint: string, apply: (run: Budget, entries: readonly Keyed[]) => Json): Native {
  return ([code]) => single((run, env, input) => apply(run, keyed(run, env, input, code as Code, complaint)));
}

/** The key of an element is all outputs of `code`, compared one after the other. */
function keyed(run: Budget, env: Env | null, input: Json, code: Code, complaint: string): Keyed[] {
  const entries: Keyed[] = [];
  eachOf(run, input, (value) => {
    run.take(32);
    if (code.one !== null) {
      entries.push({ key: code.one(run, env, value), value });
      return;
    }
    const key: Json[] = [];
    code.each(run, env, value, (part) => {
      run.take(8);
      key.push(part);
    });
    entries.push({ key, value });
  });
  return isArray(input)
    ? entries
    : raiseAboutBoth(
        input,
        entries.map(({ key }) => [key]),
        complaint,
      );
}

function ownKeys(input: Json, complaint: string): Keyed[] {
  if (!isArray(input)) return raiseAboutBoth(input, input, complaint);
  return input.map((value) => ({ key: value, value }));
}

function firsts(run: Budget, entries: readonly Keyed[]): Json {
  return grouped(run, entries).map(([first]) => first ?? null);
}

function least(run: Budget, entries: readonly Keyed[]): Json {
  return pick(entries, (best, next) => compare(run, next.key, best.key) < 0);
}

/** Of equal elements the last. */
function greatest(run: Budget, entries: readonly Keyed[]): Json {
  return pick(entries, (best, next) => compare(run, next.key, best.key) >= 0);
}

function pick(entries: readonly Keyed[], better: (best: Keyed, next: Keyed) => boolean): Json {
  const [first, ...rest] = entries;
  return first === undefined ? null : rest.reduce((best, next) => (better(best, next) ? next : best), first).value;
}
