import type { Database } from '@mesh/database/database';
import type { Transaction } from 'kysely';
import type { Schema } from '../db/schema.ts';
import { isFor } from '../interpreter/consumption.ts';
import type { PlanOfWorkflow } from '../worker/recover.ts';
import { filterOf } from './filter-of.ts';
import { expectedFor } from './listening.ts';
import {
  listenersAt,
  mayMatch,
  type Overheard,
  type Place,
  placesFor,
  setMatched,
  tell,
  type Unmatched,
  unmatched,
} from './match-store.ts';

const MOST_EVENTS = 200;

export type MatchNeeds = { readonly db: Database<Schema>; readonly planOf: PlanOfWorkflow; readonly now: () => number };

/**
 * Holds what was heard against all who listen, in order. An event is here before it is matched, and a listener before it
 * catches up: whichever is later finds the other. True where there may be more.
 */
export function matchEvents({ db, planOf, now }: MatchNeeds): Promise<boolean> {
  return db.asSystem(async (trx) => {
    if (!(await mayMatch(trx))) return false;
    const events = await unmatched(trx, MOST_EVENTS);
    if (events.length === 0) return false;
    const places = await placesFor(trx, events);
    for (const event of events)
      for (const place of places)
        if (place.workspaceId === event.workspaceId && (place.type === null || place.type === event.type))
          await tell(trx, await overheardAt(trx, planOf, place, event, now()));
    await setMatched(
      trx,
      events.map(({ position }) => position),
    );
    return events.length === MOST_EVENTS;
  });
}

async function overheardAt(
  trx: Transaction<Schema>,
  planOf: PlanOfWorkflow,
  place: Place,
  { event, position, workspaceId }: Unmatched,
  at: number,
): Promise<Overheard[]> {
  const filter = await filterOf(planOf, place);
  if (!filter) return [];
  const looksAround = filter.variables.length > 0;
  if (!looksAround && !isFor(filter, event, {}, at)) return [];
  const listeners = await listenersAt(trx, place, expectedFor(filter, event));
  return listeners
    .filter(({ seen }) => !looksAround || isFor(filter, event, seen ?? {}, at))
    .map(({ owner, frame }) => ({ owner, frame, place: position, workspaceId, early: false }));
}
