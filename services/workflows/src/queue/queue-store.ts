import type { Database } from '@mesh/database/database';
import { sql } from 'kysely';
import type { Schema, Trx } from '../db/schema.ts';
import type { About } from '../execution/about.ts';
import type { KeptInput } from '../payload/kept-input.ts';
import type { Admitted } from './admission-store.ts';

export type Queued = KeptInput & {
  readonly about: About;
  readonly priority: number;
  readonly startAt?: Date | undefined;
  readonly key?: string | undefined;
  readonly keyLimit: number;
};

/** Queues executions. Returns when each was accepted, of those that were not there before. */
export async function enqueue(trx: Trx, queued: readonly Queued[]): Promise<Map<string, Date>> {
  const given = JSON.stringify(
    queued.map(({ about, input, ...more }) => ({ ...about, ...more, input: JSON.stringify(input) })),
  );
  const { rows } = await sql<{ id: string; startedAt: Date }>`
    with given as (
      select * from json_to_recordset(${given}::json) as n(id text, "workspaceId" text, "workflowId" text, namespace text,
        name text, version text, scopes text[], traceparent text, input text, "inputRef" json, priority smallint,
        "startAt" timestamptz, key text, "keyLimit" integer, "eventDepth" smallint, parent json)),
    made as (
      insert into execution (id, workspace_id, workflow_id, namespace, name, version, input, scopes, traceparent,
        started_at, status, concurrency_key, input_ref, event_depth, parent_id, parent_task)
      select id, "workspaceId", "workflowId", namespace, name, version, input::json, scopes, traceparent,
        clock_timestamp(), 'pending', key, "inputRef", coalesce("eventDepth", 0),
        parent ->> 'id', parent ->> 'task' from given
      on conflict (id) do nothing returning id, started_at),
    queued as (
      insert into queued_execution (execution_id, workspace_id, priority, begins_at, is_ready, key, key_limit)
      select id, "workspaceId", priority, coalesce("startAt", now()), coalesce("startAt" <= now(), true), key, "keyLimit"
      from given where id in (select id from made))
    select id, started_at from made`.execute(trx);
  return new Map(rows.map(({ id, startedAt }) => [id, startedAt]));
}

/**
 * Returns an execution that cannot begin now to the queue, with its former place. One that has a pending request is due at
 * once.
 */
export async function requeue(
  db: Database<Schema>,
  worker: string,
  { id, priority, keyLimit }: Pick<Admitted, 'id' | 'priority' | 'keyLimit'>,
  afterMs: number,
): Promise<void> {
  await db.asSystem((trx) =>
    sql`
      with back as (
        update execution set worker = null, wake_at = case when asked is null then null else now() end
        where id = ${id} and worker = ${worker} and ended_at is null
        returning id, workspace_id, concurrency_key, asked)
      insert into queued_execution (execution_id, workspace_id, priority, begins_at, is_ready, key, key_limit)
      select id, workspace_id, ${priority}::smallint, now() + ${afterMs}::float8 * interval '1 millisecond', false,
        concurrency_key, ${keyLimit}::integer
      from back where asked is null
      on conflict do nothing`.execute(trx),
  );
}

/**
 * Removes executions from the queue to cancel them: before their rows of `execution` are locked, in the order of admission.
 * Those being admitted at the moment are skipped, since they leave anyway.
 */
export async function leaveQueue(trx: Trx, executionIds: readonly string[]): Promise<void> {
  await sql`
    delete from queued_execution where execution_id in (
      select execution_id from queued_execution where execution_id = any(${executionIds}::text[]) for update skip locked)`.execute(
    trx,
  );
}

/** Queued executions of a workspace, counted up to `most`. */
export function queuedOf(db: Database<Schema>, workspaceId: string, most: number): Promise<number> {
  return db.asSystem(async (trx) => {
    const { rows } = await sql<{ count: number }>`
      select count(*)::integer as count from
        (select 1 from queued_execution where workspace_id = ${workspaceId} limit ${most}) as q`.execute(trx);
    return rows[0]?.count ?? 0;
  });
}

/** Which of these workspaces have at least `most` executions queued. */
export async function fullWorkspaces(
  trx: Trx,
  workspaceIds: readonly string[],
  most: number,
): Promise<ReadonlySet<string>> {
  const { rows } = await sql<{ id: string }>`
    select w.id from unnest(${[...new Set(workspaceIds)]}::text[]) as w(id) where ${most} <=
      (select count(*) from (select from queued_execution q where q.workspace_id = w.id limit ${most}) as q)`.execute(
    trx,
  );
  return new Set(rows.map(({ id }) => id));
}

/** A cheap check whether anything is queued. */
export async function isQueued(db: Database<Schema>): Promise<boolean> {
  const text = 'select exists (select from queued_execution) as queued';
  const [row] = await db.lookAsSystem<{ queued: boolean }>({ name: 'is-queued', text, values: [] });
  return row?.queued === true;
}
