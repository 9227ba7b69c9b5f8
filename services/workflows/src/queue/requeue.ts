import type { Database } from '@mesh/database/database';
import { sql } from 'kysely';
import type { Schema } from '../db/schema.ts';

/** Puts an execution of this process back into the queue that cannot begin now. One of which something was asked is due. */
export async function requeue(
  db: Database<Schema>,
  worker: string,
  executionId: string,
  afterMs: number,
): Promise<void> {
  await db.asSystem((trx) =>
    sql`
      with back as (
        update execution set worker = null, wake_at = case when asked is null then null else now() end
        where id = ${executionId} and worker = ${worker} and ended_at is null
        returning id, workspace_id, concurrency_key, asked)
      insert into queued_execution (execution_id, workspace_id, priority, begins_at, is_ready, key, key_limit)
      select id, workspace_id, 0, now() + ${afterMs}::float8 * interval '1 millisecond', false, concurrency_key, 1
      from back where asked is null
      on conflict do nothing`.execute(trx),
  );
}
