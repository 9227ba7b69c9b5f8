import type { Database } from '@mesh/database/database';
import { sql } from 'kysely';
import type { Schema, Trx } from '../db/schema.ts';
import type { CloudEvent } from '../interpreter/cloud-event.ts';

export type Heard = { readonly source: string; readonly id: string };

/** Stores events. Returns the new ones; a known source and id counts once. */
export async function insertHeard(trx: Trx, workspaceId: string, events: readonly CloudEvent[]): Promise<Heard[]> {
  const rows = events.map((event) => {
    const { source, id, type } = event;
    return { workspaceId, source, id, type, event: JSON.stringify(event) };
  });
  return trx
    .insertInto('heardEvent')
    .values(rows)
    .onConflict((conflict) => conflict.doNothing())
    .returning(['source', 'id'])
    .execute();
}

/** An event that waits for a task or a schedule. */
export type Waiting = {
  readonly owner: string;
  readonly frame: number;
  readonly place: string;
  readonly early: boolean;
  readonly event: CloudEvent;
};

/** Events that wait for these owners, in order of arrival. */
export function waitingFor(trx: Trx, owners: readonly string[]): Promise<Waiting[]> {
  return waiting(trx).where(sql<boolean>`overheard.owner = any(${owners})`).execute();
}

/** The oldest events that wait for a schedule, in order of arrival. */
export function waitingLongest(trx: Trx, owner: string, most: number): Promise<Waiting[]> {
  return waiting(trx).where('overheard.owner', '=', owner).limit(most).execute();
}

function waiting(trx: Trx) {
  return trx
    .selectFrom('overheard')
    .innerJoin('heardEvent', 'heardEvent.position', 'overheard.place')
    .select(['overheard.owner', 'overheard.frame', 'overheard.place', 'overheard.early', 'heardEvent.event'])
    .orderBy('overheard.place');
}

/** Executions of a process with waiting events that it was not told of yet. Each is returned once. */
export async function takeCalled(trx: Trx, worker: string): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    update execution set called = false where worker = ${worker} and called returning id`.execute(trx);
  return rows.map(({ id }) => id);
}

/** A cheap check: whether events are to be matched, and whether new listeners are to catch up. */
export async function isHeard(db: Database<Schema>): Promise<{ heard: boolean; behind: boolean }> {
  const text = `
    select exists (select from heard_event where not matched) as heard,
      exists (select from listener where not caught_up) as behind`;
  const [row] = await db.lookAsSystem<{ heard: boolean; behind: boolean }>({ name: 'is-heard', text, values: [] });
  return row ?? { heard: false, behind: false };
}

/** A day, with a margin. */
const KEEPS = sql<Date>`now() - interval '25 hours'`;

/**
 * Deletes events after their retention, except those that somebody has yet to take in; an owner that has stopped listening does
 * not count.
 */
export async function forgetHeard(trx: Trx): Promise<void> {
  await sql`
    delete from overheard o using heard_event e where e.heard_at < ${KEEPS} and e.position = o.place
      and not exists (select from listener l where l.owner = o.owner and l.frame = o.frame)`.execute(trx);
  await sql`
    delete from heard_event e where e.heard_at < ${KEEPS} and e.matched
      and not exists (select from overheard o where o.place = e.position)`.execute(trx);
}
