import { sql, type Transaction } from 'kysely';
import type { Schema } from '../db/schema.ts';
import type { CloudEvent } from '../interpreter/cloud-event.ts';
import type { Seen } from '../interpreter/consumption.ts';

type Trx = Transaction<Schema>;
/** Any number that nobody else locks. */
const MATCHING = 7_201_345_001;

/** Events are matched by one process at a time, so that they reach each listener in order. */
export async function mayMatch(trx: Trx): Promise<boolean> {
  const { rows } = await sql<{ got: boolean }>`select pg_try_advisory_xact_lock(${MATCHING}) as got`.execute(trx);
  return rows[0]?.got === true;
}

export type Unmatched = {
  readonly position: string;
  readonly workspaceId: string;
  readonly type: string;
  readonly event: CloudEvent;
};

export function unmatched(trx: Trx, most: number): Promise<Unmatched[]> {
  return trx
    .selectFrom('heardEvent')
    .select(['position', 'workspaceId', 'type', 'event'])
    .where('matched', '=', false)
    .orderBy('position')
    .limit(most)
    .execute();
}

export async function setMatched(trx: Trx, positions: readonly string[]): Promise<void> {
  await sql`update heard_event set matched = true where position = any(${positions}::bigint[])`.execute(trx);
}

/** A filter of a document that somebody listens by. */
export type Place = {
  readonly workspaceId: string;
  readonly workflowId: string;
  readonly pointer: string;
  readonly filter: number;
  readonly type: string | null;
};

/** Where in which documents these types are listened to. */
export async function placesFor(trx: Trx, events: readonly Unmatched[]): Promise<Place[]> {
  const workspaces = [...new Set(events.map(({ workspaceId }) => workspaceId))];
  const types = [...new Set(events.map(({ type }) => type))];
  return trx
    .selectFrom('listener')
    .select(['workspaceId', 'workflowId', 'pointer', 'filter', 'type'])
    .distinct()
    .where('workspaceId', 'in', workspaces)
    .where((where) => where.or([where('type', 'in', types), where('type', 'is', null)]))
    .execute();
}

export type At = { readonly owner: string; readonly frame: number; readonly seen: Seen | null };

/** Who listens at a place and expects this. */
export function listenersAt(trx: Trx, place: Place, expects: string | undefined): Promise<At[]> {
  const { workspaceId, workflowId, pointer, filter } = place;
  return trx
    .selectFrom('listener')
    .select(['owner', 'frame', 'seen'])
    .where('workspaceId', '=', workspaceId)
    .where('workflowId', '=', workflowId)
    .where('pointer', '=', pointer)
    .where('filter', '=', filter)
    .where('expects', expects === undefined ? 'is' : '=', expects ?? null)
    .execute();
}

export type Overheard = {
  readonly owner: string;
  readonly frame: number;
  readonly place: string;
  readonly workspaceId: string;
  readonly early: boolean;
};

/** Lays events before whoever listens, and calls them. Rows of executions are locked in one order. */
export async function tell(trx: Trx, overheard: readonly Overheard[]): Promise<void> {
  if (overheard.length === 0) return;
  await sql`
    insert into overheard (owner, frame, place, workspace_id, early)
    select * from unnest(${overheard.map(({ owner }) => owner)}::text[], ${overheard.map(({ frame }) => frame)}::integer[],
      ${overheard.map(({ place }) => place)}::bigint[], ${overheard.map(({ workspaceId }) => workspaceId)}::text[],
      ${overheard.map(({ early }) => early)}::boolean[])
    on conflict do nothing`.execute(trx);
  const owners = [...new Set(overheard.map(({ owner }) => owner))];
  await sql`
    update execution e set called = true, wake_at = case when e.worker is null then now() else e.wake_at end
    from (select id from execution where id = any(${owners}) and ended_at is null order by id for update) called
    where e.id = called.id`.execute(trx);
}
