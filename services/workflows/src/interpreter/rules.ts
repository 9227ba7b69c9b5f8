import type { Happening } from './happening.ts';

/**
 * What happenings come to otherwise than they did, in the order in which that was changed. New ones stand at the end, and none
 * goes: each happening is taken in, whenever its journal is read, by those that there were when it happened.
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

/** As it is taken in now; what came of it says how many of the rules it has to be kept with. */
export function byNewestRules(happening: Happening): Happening {
  return { ...happening, rules: changes.length };
}

/** Whether what is taken in by so many rules goes by this one. */
export function goesBy(rules: number, change: Change): boolean {
  return rulesUpTo(change) <= rules;
}

/** By how many rules something is taken in that goes by this one. */
export function rulesUpTo(change: Change): number {
  return changes.indexOf(change) + 1;
}

/** Whether this version has the rules by which it was taken in, and all of its past: a newer one may have others. */
export function isOfKnownRules(happening: Happening): boolean {
  const past = happening.kind === 'forked' ? happening.past : [];
  return (happening.rules ?? 0) <= changes.length && past.every((one) => isOfKnownRules(one.happening));
}
