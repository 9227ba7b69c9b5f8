/** A filter that an event may have, and what its correlations find in the event. */
export type Choice = { readonly filter: number; readonly keys: Keys };
/** What correlations find, or are held to, by their names. */
export type Keys = { [correlation: string]: string };
/** The filters that events have, and of those that might have others as well which these are. */
export type Assigned = { readonly filters: number[]; readonly choices: (readonly Choice[] | null)[] };
/** An event that looks for a filter: its own it `leaves` to the one of the step before. */
type Step = { readonly nth: number; readonly held: Keys; readonly leaves: number; readonly to: Step | undefined };

/** Past so many choices that are remembered, events keep the filters that they have. */
const MOST_CHOICES = 10_000;

/**
 * Gives one more event a filter of its own: where others have all that it fits, one of them takes another that it fits as well
 * (the shortest augmenting path). False where there is none. `held` then notes what correlations are held to.
 */
export function assign({ filters, choices }: Assigned, own: readonly Choice[], held: Keys): boolean {
  const having = new Map(filters.map((filter, nth) => [filter, nth]));
  const asked = new Set<number>();
  const looking: Step[] = [{ nth: filters.length, held, leaves: -1, to: undefined }];
  for (const step of looking)
    for (const { filter, keys } of step.to ? (choices[step.nth] ?? []) : own) {
      if (asked.has(filter) || !agree(keys, step.held)) continue;
      asked.add(filter);
      const nth = having.get(filter);
      if (nth !== undefined) {
        looking.push({ nth, held: { ...keys, ...step.held }, leaves: filter, to: step });
        continue;
      }
      moveAlong(step, filter, filters);
      if (own.length > 1 && count(choices) + own.length <= MOST_CHOICES) choices[filters.length - 1] = own;
      Object.assign(held, { ...keys, ...step.held });
      return true;
    }
  return false;
}

/** Whether correlations find in an event what they are held to. */
export function agree(keys: Keys, held: Keys): boolean {
  return Object.entries(keys).every(([name, key]) => key === (held[name] ?? key));
}

/** The last event takes what is free, each one before it what the one after it leaves. */
function moveAlong(last: Step, free: number, filters: number[]): void {
  let filter = free;
  for (let step: Step | undefined = last; step; step = step.to) {
    filters[step.nth] = filter;
    filter = step.leaves;
  }
}

function count(choices: Assigned['choices']): number {
  return choices.reduce((sum, one) => sum + (one?.length ?? 0), 0);
}
