import type { Database } from '@mesh/database/database';
import { sql } from 'kysely';
import type { Schema } from '../db/schema.ts';
import type { ExecutionRow } from '../execution/execution-store.ts';
import { openTaskOf } from '../outside/task-store.ts';
import type { Facts, QueueFacts } from './explained.ts';
import { cancellerOf, lastMoment, suspensionOf } from './history-store.ts';

const MOST_LISTENERS = 20;

/** Reads the facts that explain an execution's state. */
export async function factsOf(db: Database<Schema>, workspaceId: string, row: ExecutionRow): Promise<Facts> {
  const { id, status, worker } = row;
  const isLost = worker !== null && !(await isAlive(db, worker));
  return db.inWorkspace(workspaceId, async (trx) => {
    const { rows: queued } = await sql<QueueFacts>`
      select q.begins_at, q.is_ready,
        case when (select count(*) from execution e where e.concurrency_key = q.key and e.ended_at is null
            and (e.status <> 'pending' or e.worker is not null)) >= q.key_limit
          then (select e.id from execution e where e.concurrency_key = q.key and e.ended_at is null
            and (e.status <> 'pending' or e.worker is not null) order by e.id limit 1) end as holder,
        (select count(*)::integer from queued_execution o where (o.key is null or o.key = q.key) and o.is_ready
          and (o.priority, -o.position) > (q.priority, -q.position)) as ahead
      from queued_execution q where q.execution_id = ${id}`.execute(trx);
    const listeners = await trx
      .selectFrom('listener')
      .select('type')
      .distinct()
      .where('owner', '=', id)
      .orderBy('type')
      .limit(MOST_LISTENERS)
      .execute();
    const suspension = status === 'suspended' ? await suspensionOf(trx, id) : undefined;
    const cancelledBy = status === 'cancelled' ? await cancellerOf(trx, id) : undefined;
    const outside = status === 'running' || status === 'waiting' ? await openTaskOf(trx, id) : undefined;
    const waitsSince = status === 'waiting' ? await lastMoment(trx, id) : undefined;
    const listensFor = listeners.map(({ type }) => type);
    return { queued: queued[0], suspension, cancelledBy, isLost, outside, waitsSince, listensFor };
  });
}

function isAlive(db: Database<Schema>, worker: string): Promise<boolean> {
  return db.asSystem(async (trx) => {
    const { rows } = await sql`select 1 from worker where id = ${worker} and lease_until > now()`.execute(trx);
    return rows.length > 0;
  });
}
