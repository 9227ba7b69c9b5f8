import type { Database } from '@mesh/database/database';
import type { Json } from '@mesh/jq/json';
import { sql } from 'kysely';
import { tryLock } from '../db/locks.ts';
import type { Schema, Trx } from '../db/schema.ts';
import type { About } from '../execution/about.ts';
import type { Reference } from '../payload/reference.ts';
import { RESERVED, type Slots } from './slots.ts';

export type Admitted = Omit<About, 'traceparent'> & {
  readonly traceparent: string | null;
  readonly input: Json;
  readonly inputRef: Reference | null;
  /** Its priority, in case it is put back. */
  readonly priority: number;
  readonly keyLimit: number;
};
type Taken = Pick<Admitted, 'id' | 'priority' | 'keyLimit'>;
type Admission = {
  readonly admitted: readonly Admitted[];
  /** Workspaces with executions that wait for a slot. */
  readonly queued: ReadonlySet<string>;
  /** Whether something due is still queued. */
  readonly isWaiting: boolean;
};

/**
 * Takes executions that may begin now from the queue: per workspace by priority and age; workspaces take turns, those with the
 * fewest running first; per key up to its limit. Undefined while another process does this.
 */
export function admit(
  db: Database<Schema>,
  worker: string,
  slots: Slots,
  most: number,
): Promise<Admission | undefined> {
  return db.asSystem(async (trx) => {
    if (!(await tryLock(trx, 'admission'))) return undefined;
    await sql`update queued_execution set is_ready = true where not is_ready and begins_at <= now()`.execute(trx);
    const taken = await takeReady(trx, worker, slots, most);
    const admitted = taken.length > 0 ? await own(trx, worker, taken) : [];
    return { admitted, ...(await left(trx)) };
  });
}

/** Workspaces with waiting executions, by a loose index scan. */
const queuedWorkspaces = sql`workspaces as (
  (select workspace_id as id from queued_execution where key is null and is_ready order by workspace_id limit 1)
  union all
  select (select q.workspace_id from queued_execution q where key is null and is_ready and q.workspace_id > w.id
    order by workspace_id limit 1) from workspaces w where w.id is not null)`;

async function takeReady(
  trx: Trx,
  worker: string,
  { capacity, held, byWorkspace }: Slots,
  most: number,
): Promise<Taken[]> {
  const room = Math.max(0, Math.min(most, capacity.inAll - held));
  const running = JSON.stringify(Object.fromEntries(byWorkspace));
  const { rows } = await sql<Taken>`
    with recursive fence as materialized (select 1 from worker where id = ${worker} for key share),
    ${queuedWorkspaces},
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
    ordered as (select *, row_number() over (order by turn, position) as place from ranked)
    delete from queued_execution q using ordered o, fence
    where q.execution_id = o.execution_id and o.turn <= ${capacity.ofWorkspace} and (o.place <= ${room} or o.turn <= ${RESERVED})
    returning q.execution_id as id, q.priority, q.key_limit`.execute(trx);
  return rows;
}

/**
 * Takes ownership of executions that left the queue, by id and in a statement of its own: the planner overestimates the rows of
 * a deletion and would scan all executions.
 */
async function own(trx: Trx, worker: string, taken: readonly Taken[]): Promise<Admitted[]> {
  const places = new Map(taken.map((one) => [one.id, one]));
  const { rows } = await sql<Omit<Admitted, 'priority' | 'keyLimit'>>`
    update execution set worker = ${worker}
    where id = any(${[...places.keys()]}::text[]) and status = 'pending' and worker is null and asked is null
    returning id, workspace_id, workflow_id, namespace, name, version, scopes, traceparent, event_depth, input, input_ref`.execute(
    trx,
  );
  return rows.flatMap((row) => {
    const place = places.get(row.id);
    return place ? [{ ...row, ...place }] : [];
  });
}

/** What is due and did not begin. */
async function left(trx: Trx): Promise<Omit<Admission, 'admitted'>> {
  const { rows } = await sql<{ id: string | null }>`
    with recursive ${queuedWorkspaces}
    select id from workspaces where id is not null
    union all (select null from queued_execution where key is not null and is_ready limit 1)`.execute(trx);
  const queued = new Set(rows.flatMap(({ id }) => (id === null ? [] : [id])));
  return { queued, isWaiting: rows.length > 0 };
}
