import { type RawBuilder, sql } from 'kysely';
import { MOST_OF_A_KEY } from '../definition/concurrency.ts';
import { fencing } from '../worker/worker-store.ts';

/**
 * An invariant of executions that have not ended, and the statement that restores it and returns what it repaired. Ended
 * executions are not touched.
 */
export type Invariant = { readonly name: string; readonly repair: RawBuilder<{ id: string }> };

const MOST = 1_000;

/** What `concurrencyOf` reads from the document of `w`. */
const keyLimit = sql`
  least(${MOST_OF_A_KEY}, coalesce(jsonb_path_query_first(w.document::jsonb,
    'strict $.document.metadata.concurrency ? (@ >= 1 && @ == @.floor())', '{}', true)::numeric, 1))::integer`;

export const invariants: readonly Invariant[] = [
  {
    // Its owner is a live or a fenced process: otherwise nobody would ever take it over.
    name: 'owner-is-known',
    repair: sql`
      insert into dead_worker (id)
      select distinct e.worker from execution e
      where e.worker is not null and e.ended_at is null
        and not exists (select from worker w where w.id = e.worker)
        and not exists (select from dead_worker d where d.id = e.worker)
      on conflict do nothing returning id`,
  },
  {
    // A process with an expired lease is fenced, even if no other process has looked.
    name: 'lease-is-kept',
    repair: sql`${fencing(sql`lease_until < now() - interval '5 seconds'`)} returning id`,
  },
  {
    // A running execution has an owner or a wake time.
    name: 'running-is-owned',
    repair: sql`
      update execution set wake_at = now() where id in (
        select id from execution where worker is null and wake_at is null and ended_at is null and status = 'running'
        limit ${MOST} for update skip locked)
      returning id`,
  },
  {
    // A waiting execution waits for a time or an event.
    name: 'waiting-is-woken',
    repair: sql`
      update execution set wake_at = now() where id in (
        select id from execution e where worker is null and wake_at is null and ended_at is null and status = 'waiting'
          and not exists (select from listener l where l.owner = e.id)
        limit ${MOST} for update skip locked)
      returning id`,
  },
  {
    // A request is noticed, even if the execution was released at that moment.
    name: 'asked-is-heard',
    repair: sql`
      update execution set wake_at = now() where id in (
        select id from execution where asked is not null and worker is null and ended_at is null
          and (wake_at is null or wake_at > now())
        limit ${MOST} for update skip locked)
      returning id`,
  },
  {
    // A waiting event is noticed, even if the answer to the last look was lost or the execution was released at that moment.
    name: 'overheard-is-told',
    repair: sql`
      update execution set called = true, wake_at = case when worker is null then now() else wake_at end where id in (
        select e.id from execution e
          join overheard o on o.owner = e.id
          join listener l on l.owner = o.owner and l.frame = o.frame
          join heard_event h on h.position = o.place
        where not e.called and e.ended_at is null and e.status <> 'suspended' and h.heard_at < now() - interval '30 seconds'
        limit ${MOST} for update of e skip locked)
      returning id`,
  },
  {
    // A pending execution is in the queue. Its priority and start time are lost with its row.
    name: 'pending-is-queued',
    repair: sql`
      insert into queued_execution (execution_id, workspace_id, priority, begins_at, is_ready, key, key_limit)
      select e.id, e.workspace_id, 0, now(), true, e.concurrency_key, ${keyLimit}
      from execution e left join workflow w on w.id = e.workflow_id
      where e.worker is null and e.wake_at is null and e.ended_at is null and e.status = 'pending'
        and not exists (select from queued_execution q where q.execution_id = e.id)
        and not exists (select from journal j where j.execution_id = e.id)
      limit ${MOST}
      on conflict do nothing returning execution_id as id`,
  },
  {
    // A queued execution is pending. Each is looked up by id, since a join may scan all executions.
    name: 'queued-is-pending',
    repair: sql`
      delete from queued_execution q
      where (select e.status = 'pending' and e.ended_at is null from execution e where e.id = q.execution_id) is not true
      returning execution_id as id`,
  },
];
