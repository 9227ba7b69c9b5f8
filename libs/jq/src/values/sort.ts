import type { Budget } from '../budget.ts';
import type { Json } from '../json.ts';
import { compare } from './compare.ts';

/** A value beside the key that it is sorted by. */
export type Keyed = { readonly key: Json; readonly value: Json };

export function sorted(run: Budget, values: readonly Json[]): Json[] {
  run.takeItems(values.length);
  return values.toSorted((left, right) => compare(run, left, right));
}

/** Stable: equal elements keep their order. */
export function sortedBy(run: Budget, values: readonly Keyed[]): Keyed[] {
  run.takeItems(4 * values.length);
  return values.toSorted((left, right) => compare(run, left.key, right.key));
}

/** Runs of equal keys, in order. */
export function grouped(run: Budget, values: readonly Keyed[]): Json[][] {
  const groups: Json[][] = [];
  let last: Keyed | undefined;
  for (const entry of sortedBy(run, values)) {
    if (last !== undefined && compare(run, last.key, entry.key) === 0) groups.at(-1)?.push(entry.value);
    else groups.push([entry.value]);
    run.take(24);
    last = entry;
  }
  return groups;
}
