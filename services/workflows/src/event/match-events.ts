import type { Database } from '@mesh/database/database';
import { tryLock } from '../db/locks.ts';
import type { Schema, Trx } from '../db/schema.ts';
import type { CloudEvent } from '../interpreter/cloud-event.ts';
import { isFor, type Seen } from '../interpreter/consumption.ts';
import { filterOf } from './filter-of.ts';
import { expectedFor } from './listening.ts';
import {
  callListeners,
  type FoundFilter,
  filtersFor,
  listenersAt,
  type Overheard,
  setMatched,
  type Unmatched,
  unmatched,
} from './match-store.ts';
import { SlowFilters } from './slow-filters.ts';
import type { StrategyAt } from './strategies.ts';

const MOST_EVENTS = 200;

export type MatchNeeds = { readonly db: Database<Schema>; readonly strategyAt: StrategyAt; readonly now: () => number };

/**
 * Matches events with listeners, in order. An event is stored before it is matched, and a listener before it catches up:
 * whichever is later finds the other. True if there may be more.
 */
export function matchEvents({ db, strategyAt, now }: MatchNeeds): Promise<boolean> {
  return db.asSystem(async (trx) => {
    if (!(await tryLock(trx, 'matching'))) return false;
    const events = await unmatched(trx, MOST_EVENTS);
    if (events.length === 0) return false;
    const round = { strategyAt, slow: new SlowFilters(), at: now() };
    for (const filterAt of await filtersFor(trx, events)) {
      const theirs = events.filter(
        ({ workspaceId, type }) =>
          workspaceId === filterAt.workspaceId && (filterAt.type === null || filterAt.type === type),
      );
      await callListeners(trx, await overheardAt(trx, round, filterAt, theirs));
    }
    await setMatched(
      trx,
      events.map(({ position }) => position),
    );
    return events.length === MOST_EVENTS;
  });
}

export type Round = { readonly strategyAt: StrategyAt; readonly slow: SlowFilters; readonly at: number };

/** Who gets which of these events by a filter, in the order of the events. */
async function overheardAt(
  trx: Trx,
  { strategyAt, slow, at }: Round,
  filterAt: FoundFilter,
  events: readonly Unmatched[],
): Promise<Overheard[]> {
  const filter = await filterOf(strategyAt, filterAt);
  if (!filter) return [];
  const looksAround = filter.variables.length > 0;
  const fits = (event: CloudEvent, seen: Seen) =>
    slow.evaluate(filterAt.workspaceId, false, () => isFor(filter, event, seen, at));
  const fitting: (Unmatched & { readonly expects: readonly string[] | undefined })[] = [];
  for (const heard of events) {
    if (slow.isLate) await slow.rest();
    if (!looksAround && !fits(heard.event, {})) continue;
    const expects = slow.evaluate(filterAt.workspaceId, [''], () => expectedFor(filter, heard.event));
    fitting.push({ ...heard, expects });
  }
  if (fitting.length === 0) return [];
  const expected = [...new Set(fitting.flatMap(({ expects }) => expects ?? []))];
  const { starting } = filterAt;
  const listeners = starting
    ? [starting]
    : await listenersAt(trx, filterAt, expected.length > 0 ? expected : undefined);
  const byExpected = Map.groupBy(listeners, ({ expects }) => expects ?? undefined);
  const found: Overheard[] = [];
  for (const { event, position, workspaceId, expects } of fitting)
    for (const { owner, frame, seen } of (expects ?? [undefined]).flatMap((one) => byExpected.get(one) ?? [])) {
      if (slow.isLate) await slow.rest();
      if (looksAround && !fits(event, seen ?? {})) continue;
      found.push({ owner, frame, place: position, workspaceId, early: false });
    }
  return found;
}
