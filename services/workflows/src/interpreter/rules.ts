import type { Happening } from './happening.ts';

/**
 * Changes of what happenings mean, in order. New ones are appended and none is removed: a happening is replayed by the rules
 * that existed when it happened.
 */
const changes = [
  'correlation keys are canonical',
  'a correlation expects the same in all filters',
  'a task is told apart from its extensions',
  'nothing fails while it is suspended',
  'a budget that is spent resumes nothing',
  'a duration has the parts of one alone',
  'who is skipped wins no race',
  'data of no type are JSON',
  'a retry gives attempts anew',
  'multiples are of decimals',
  'conditions on an error look at it',
  'standard errors are caught by any of their names',
  'what the mesh tells is listened for by its type',
  'schemas are what their drafts say',
] as const;
export type Change = (typeof changes)[number];
export const APART: Change = 'a task is told apart from its extensions';

/** Marks a new happening to follow all rules; its turn then says how many have to be stored with it. */
export function byNewestRules(happening: Happening): Happening {
  return { ...happening, rules: changes.length };
}

/** Whether this change is among the first `rules`. */
export function goesBy(rules: number, change: Change): boolean {
  return rulesUpTo(change) <= rules;
}

/** The number of rules up to and including this one. */
export function rulesUpTo(change: Change): number {
  return changes.indexOf(change) + 1;
}

/** Whether this version knows the rules of a happening, and of all of its past: a newer version may have more. */
export function isOfKnownRules(happening: Happening): boolean {
  const past = happening.kind === 'forked' ? happening.past : [];
  return (happening.rules ?? 0) <= changes.length && past.every((one) => isOfKnownRules(one.happening));
}
