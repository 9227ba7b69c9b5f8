/** A filter that an event could be assigned to, and the correlation keys found in the event. */
export type Choice = { readonly filter: number; readonly keys: Keys };
/** Correlation keys, found or required, by name. */
export type Keys = { [correlation: string]: string };
/** The filter of each event and, for events with alternatives, those. */
export type Assigned = { readonly filters: number[]; readonly choices: (readonly Choice[] | null)[] };
/** A step of the search: an event that needs a filter and `leaves` its own to the event of the step before. */
type Step = { readonly nth: number; readonly held: Keys; readonly leaves: number; readonly to: Step | undefined };

/** Beyond this many remembered alternatives, events keep the filters that they have. */
const MOST_CHOICES = 10_000;

/**
 * Assigns a filter to one more event: if all that it fits are taken, an earlier event moves to another filter that it fits as
 * well (the shortest augmenting path). False if there is none. `held` is updated with the keys that correlations are now fixed
 * to.
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

/** Whether the keys found in an event equal the required ones. */
export function agree(keys: Keys, held: Keys): boolean {
  return Object.entries(keys).every(([name, key]) => key === (held[name] ?? key));
}

/** The last event of the path takes the free filter, each one before it what its successor leaves. */
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
