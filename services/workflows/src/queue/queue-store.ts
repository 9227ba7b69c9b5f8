import type { Database } from '@mesh/database/database';
import type { Json } from '@mesh/jq/json';
import { sql, type Transaction } from 'kysely';
import type { Schema } from '../db/schema.ts';
import type { KeptInput } from '../payload/keep-input.ts';
import type { Reference } from '../payload/reference.ts';
import type { About } from '../worker/loaded.ts';
import type { Slots } from './slots.ts';
import { RESERVED } from './slots.ts';

export type Queued = KeptInput & {
  readonly about: About;
  readonly priority: number;
  readonly startAt?: Date | undefined;
  readonly key?: string | undefined;
  readonly keyLimit: number;
};

/** Accepts executions that begin later. Gives when, of those that were not there before. */
export async function enqueue(trx: Transaction<Schema>, queued: readonly Queued[]): Promise<Map<string, Date>> {
  const given = JSON.stringify(
    queued.map(({ about, input, ...more }) => ({ ...about, ...more, input: JSON.stringify(input) })),
  );
  const { rows } = await sql<{ id: string; startedAt: Date }>`
    with given as (
      select * from json_to_recordset(${given}::json) as n(id text, "workspaceId" text, "workflowId" text, namespace text,
        name text, version text, scopes text[], traceparent text, input text, "inputRef" json, priority smallint,
        "startAt" timestamptz, key text, "keyLimit" integer, "eventDepth" smallint)),
    made as (
      insert into execution (id, workspace_id, workflow_id, namespace, name, version, input, scopes, traceparent,
        started_at, status, concurrency_key, input_ref, event_depth)
      select id, "workspaceId", "workflowId", namespace, name, version, input::json, scopes, traceparent,
        clock_timestamp(), 'pending', key, "inputRef", coalesce("eventDepth", 0) from given
      on conflict (id) do nothing returning id, started_at),
    queued as (
      insert into queued_execution (execution_id, workspace_id, priority, begins_at, is_ready, key, key_limit)
      select id, "workspaceId", priority, coalesce("startAt", now()), coalesce("startAt" <= now(), true), key, "keyLimit"
      from given where id in (select id from made))
    select id, started_at from made`.execute(trx);
  return new Map(rows.map(({ id, startedAt }) => [id, startedAt]));
}

/** How many of a workspace are queued, counted no further than `most`. */
export function queuedOf(db: Database<Schema>, workspaceId: string, most: number): Promise<number> {
  return db.asSystem(async (trx) => {
    const { rows } = await sql<{ count: number }>`
      select count(*)::integer as count from
        (select 1 from queued_execution where workspace_id = ${workspaceId} limit ${most}) as q`.execute(trx);
    return rows[0]?.count ?? 0;
  });
}

export type Admitted = Omit<About, 'traceparent'> & {
  readonly traceparent: string | null;
  readonly input: Json;
  readonly inputRef: Reference | null;
  /** Its place in the queue, should it be put back. */
  readonly priority: number;
  readonly keyLimit: number;
};
export type Admission = {
  readonly admitted: readonly Admitted[];
  /** Workspaces of which some wait for a slot. */
  readonly queued: ReadonlySet<string>;
  /** Something is queued whose time has come. */
  readonly isWaiting: boolean;
};

/** One cheap look whether anything is queued. */
export async function isQueued(db: Database<Schema>): Promise<boolean> {
  const text = 'select exists (select from queued_execution) as queued';
  const [row] = await db.lookAsSystem<{ queued: boolean }>({ name: 'is-queued', text, values: [] });
  return row?.queued === true;
}

/** Locks out other processes, so that no key has more than its limit. */
const ADMISSION_LOCK = 4_307_461;

/**
 * Takes what begins now from the queue: of each workspace by priority and age, workspaces in turn, those first that have
 * the fewest running; of each key as many as its limit leaves. Undefined while another process does it.
 */
export function admit(
  db: Database<Schema>,
  worker: string,
  { capacity, held, byWorkspace }: Slots,
  most: number,
): Promise<Admission | undefined> {
  const room = Math.max(0, Math.min(most, capacity.inAll - held));
  const running = JSON.stringify(Object.fromEntries(byWorkspace));
  return db.asSystem(async (trx) => {
    const { rows: locks } = await sql<{ locked: boolean }>`
      select pg_try_advisory_xact_lock(${ADMISSION_LOCK}) as locked`.execute(trx);
    if (!locks[0]?.locked) return undefined;
    await sql`update queued_execution set is_ready = true where not is_ready and begins_at <= now()`.execute(trx);
    const { rows: admitted } = await sql<Admitted>`
      with recursive fence as materialized (select 1 from worker where id = ${worker} for key share),
      workspaces as (
        (select workspace_id as id from queued_execution where key is null and is_ready order by workspace_id limit 1)
        union all
        select (select q.workspace_id from queued_execution q where key is null and is_ready and q.workspace_id > w.id
          order by workspace_id limit 1) from workspaces w where w.id is not null),
      keys as (
        (select key from queued_execution where key is not null and is_ready order by key limit 1)
        union all
        select (select q.key from queued_execution q where q.key > k.key and is_ready order by key limit 1)
        from keys k where k.key is not null),
      unkeyed as (
        select q.* from workspaces w cross join lateral (
          select execution_id, workspace_id, priority, position from queued_execution q
          where q.workspace_id = w.id and key is null and is_ready order by priority desc, position
          limit greatest(0, least(${most}::integer,
            ${capacity.ofWorkspace}::integer - coalesce((${running}::jsonb ->> w.id)::integer, 0)))) q),
      keyed as (
        select q.* from keys k cross join lateral (
          select execution_id, workspace_id, priority, position from queued_execution q
          where q.key = k.key and is_ready order by priority desc, position
          limit greatest(0, (select max(key_limit) from queued_execution where key = k.key and is_ready) -
            (select count(*) from execution e where e.concurrency_key = k.key and e.ended_at is null
              and (e.status <> 'pending' or e.worker is not null)))) q where k.key is not null),
      ranked as (
        select *, coalesce((${running}::jsonb ->> workspace_id)::integer, 0) +
          row_number() over (partition by workspace_id order by priority desc, position) as turn
        from (select * from unkeyed union all select * from keyed) q),
      ordered as (select *, row_number() over (order by turn, position) as place from ranked),
      taken as (
        delete from queued_execution q using ordered o, fence
        where q.execution_id = o.execution_id and (o.place <= ${room} or o.turn <= ${RESERVED})
        returning q.execution_id, q.priority, q.key_limit)
      update execution e set worker = ${worker} from taken t
      where e.id = t.execution_id and e.status = 'pending' and e.worker is null and e.asked is null
      returning e.id, e.workspace_id, e.workflow_id, e.namespace, e.name, e.version, e.scopes, e.traceparent, e.event_depth,
        e.input, e.input_ref, t.priority, t.key_limit`.execute(trx);
    const { rows: left } = await sql<{ id: string | null }>`
      with recursive workspaces as (
        (select workspace_id as id from queued_execution where key is null and is_ready order by workspace_id limit 1)
        union all
        select (select q.workspace_id from queued_execution q where key is null and is_ready and q.workspace_id > w.id
          order by workspace_id limit 1) from workspaces w where w.id is not null)
      select id from workspaces where id is not null
      union all (select null from queued_execution where key is not null and is_ready limit 1)`.execute(trx);
    const queued = new Set(left.flatMap(({ id }) => (id === null ? [] : [id])));
    return { admitted, queued, isWaiting: left.length > 0 };
  });
}
