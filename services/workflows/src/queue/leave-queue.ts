import { sql, type Transaction } from 'kysely';
import type { Schema } from '../db/schema.ts';

/**
 * Takes executions out of the queue, for whoever cancels them: before their rows of `execution`, in the order in which they
 * are admitted. What is being admitted at this moment leaves anyway, so nobody waits for it.
 */
export async function leaveQueue(trx: Transaction<Schema>, executionIds: readonly string[]): Promise<void> {
  await sql`
    delete from queued_execution where execution_id in (
      select execution_id from queued_execution where execution_id = any(${executionIds}::text[]) for update skip locked)`.execute(
    trx,
  );
}
