import { sql } from 'kysely';
import type { Trx } from '../db/schema.ts';
import { expectedKeys } from '../event/listening.ts';
import { APPROVAL_EVENT } from '../plan/compile/compile-agent.ts';

/** Whether an execution waits for this approval. */
export async function isAwaited(trx: Trx, executionId: string, approval: string): Promise<boolean> {
  const row = await trx
    .selectFrom('listener')
    .select('frame')
    .where('owner', '=', executionId)
    .where('type', '=', APPROVAL_EVENT)
    .where('expects', '=', expectedKeys([approval]))
    .executeTakeFirst();
  return row !== undefined;
}

/** Executions that wait for an approval. The query must spell the type for its index to be used. */
export function awaitApproval(trx: Trx) {
  return trx.selectFrom('listener').select('owner').where('type', '=', sql.lit(APPROVAL_EVENT));
}
