import type { Database } from '@mesh/database/database';
import { inGroups } from '@mesh/runtime/in-groups';
import type { Schema, Trx } from '../db/schema.ts';

const MOST_IN_A_GROUP = 1_000;

/** Checks whether executions have not ended; concurrent callers, even thousands, share one query at a time. */
export function goingOn(db: Pick<Database<Schema>, 'asSystem'>): (executionId: string) => Promise<boolean> {
  const look = inGroups((ids: readonly string[]) => db.asSystem((trx) => ongoing(trx, ids)), MOST_IN_A_GROUP);
  return async (executionId) => (await look(executionId)).has(executionId);
}

async function ongoing(trx: Trx, ids: readonly string[]): Promise<ReadonlySet<string>> {
  const those = trx.selectFrom('execution').select('id').where('id', 'in', ids).where('endedAt', 'is', null);
  return new Set((await those.execute()).map(({ id }) => id));
}
