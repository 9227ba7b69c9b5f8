import type { Database } from '@mesh/database/database';
import { sql } from 'kysely';
import type { Schema } from '../db/schema.ts';
import type { Admitted } from './queue-store.ts';

/**
 * Puts an execution of this process that cannot begin now back into the queue, as it stood there. One of which something
 * was asked is due.
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
