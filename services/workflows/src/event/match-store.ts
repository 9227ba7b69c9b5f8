import { sql } from 'kysely';
import type { Trx } from '../db/schema.ts';
import type { CloudEvent } from '../interpreter/cloud-event.ts';
import type { Seen } from '../interpreter/consumption.ts';
import { SCHEDULE_ON } from '../plan/compile/compile-plan.ts';

export type Unmatched = {
  readonly position: string;
  readonly workspaceId: string;
  readonly type: string;
  readonly event: CloudEvent;
};

/**
 * The next events to match, in order within each workspace. Workspaces take turns, so that none waits for all events of
 * another.
 */
export async function unmatched(trx: Trx, most: number): Promise<Unmatched[]> {
  const { rows } = await sql<Unmatched>`
    with recursive workspace as (
      (select workspace_id as id from heard_event where not matched order by workspace_id limit 1)
      union all
      select (select h.workspace_id from heard_event h where not matched and h.workspace_id > w.id order by workspace_id limit 1)
      from workspace w where w.id is not null)
    select e.position, e.workspace_id, e.type, e.event from workspace w cross join lateral (
      select position, workspace_id, type, event, row_number() over (order by position) as turn from heard_event
      where workspace_id = w.id and not matched order by position limit ${most}) e
    order by e.turn, e.position limit ${most}`.execute(trx);
  return rows;
}

export async function setMatched(trx: Trx, positions: readonly string[]): Promise<void> {
  await sql`update heard_event set matched = true where position = any(${positions}::bigint[])`.execute(trx);
}

/** A filter of a document that has listeners. */
export type FilterAt = {
  readonly workspaceId: string;
  readonly workflowId: string;
  readonly pointer: string;
  readonly filter: number;
  readonly type: string | null;
};

export type At = { readonly owner: string; readonly frame: number; readonly seen: Seen | null };
type Expecting = At & { readonly expects: string | null };
/** `starting` is the schedule that listens by it, if any. */
export type FoundFilter = FilterAt & { readonly starting: Expecting | null };

/** What the index `listener_type` is made of. */
const key = sql.raw(`workspace_id, coalesce(type, ''), workflow_id, pointer, filter`);

/**
 * The filters with listeners for these types, however many listeners each has: a loose index scan leads from one filter to the
 * next. It selects the whole prefix of the index in its order, so that no other index will do. A schedule is read together with
 * its filter: a newer version might replace it between two statements, and then either would be missed.
 */
export async function filtersFor(trx: Trx, events: readonly Unmatched[]): Promise<FoundFilter[]> {
  const heard = [...new Map(events.map((event) => [`${event.workspaceId} ${event.type}`, event])).values()];
  const { rows } = await sql<FoundFilter>`
    with recursive wanted as (
      select distinct w.workspace_id, t.type
      from unnest(${heard.map(({ workspaceId }) => workspaceId)}::text[], ${heard.map(({ type }) => type)}::text[])
        as w(workspace_id, type), unnest(array[w.type, '']) as t(type)
    ), found as (
      select l.* from wanted w, lateral (
        select ${key} from listener where (${key}) > (w.workspace_id, w.type, '', '', -1) order by ${key} limit 1
      ) as l(workspace_id, type, workflow_id, pointer, filter)
      where l.workspace_id = w.workspace_id and l.type = w.type
      union all
      select l.* from found f, lateral (
        select ${key} from listener
        where (${key}) > (f.workspace_id, f.type, f.workflow_id, f.pointer, f.filter) order by ${key} limit 1
      ) as l(workspace_id, type, workflow_id, pointer, filter)
      where l.workspace_id = f.workspace_id and l.type = f.type
    )
    select workspace_id, workflow_id, pointer, filter, nullif(type, '') as type, (
      select json_build_object('owner', owner, 'frame', frame, 'seen', seen, 'expects', expects) from listener l
      where f.pointer = ${SCHEDULE_ON}
        and (${key}) = (f.workspace_id, f.type, f.workflow_id, f.pointer, f.filter) limit 1) as starting
    from found f`.execute(trx);
  return rows;
}

/** Listeners of a filter that expect one of these; if undefined, all listeners that expect nothing. */
export async function listenersAt(
  trx: Trx,
  { workflowId, pointer, filter, workspaceId }: FilterAt,
  expected: readonly string[] | undefined,
): Promise<Expecting[]> {
  const isExpected = expected ? sql`expects = any(${expected})` : sql`expects is null`;
  const { rows } = await sql<Expecting>`
    select owner, frame, seen, expects from listener
    where workspace_id = ${workspaceId} and workflow_id = ${workflowId} and pointer = ${pointer} and filter = ${filter}
      and ${isExpected}`.execute(trx);
  return rows;
}

export type Overheard = {
  readonly owner: string;
  readonly frame: number;
  readonly place: string;
  readonly workspaceId: string;
  readonly early: boolean;
};

/** Stores events for their listeners and flags them. Rows of executions are locked in one order. */
export async function callListeners(trx: Trx, overheard: readonly Overheard[]): Promise<void> {
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
