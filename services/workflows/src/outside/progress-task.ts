import type { HandlerOf } from '@mesh/bus/serve';
import type { progressTask as operation } from '@mesh/contracts/queues';
import type { Database } from '@mesh/database/database';
import type { Schema } from '../db/schema.ts';
import { findTask, prolongLease } from './lease-store.ts';
import { tooLate } from './too-late.ts';

export function progressTask(db: Database<Schema>): HandlerOf<typeof operation> {
  return ({ params, body: { attempt, progress } }, { workspaceId }) =>
    db.inWorkspace(workspaceId, async (trx) => {
      const lease = { ...params, attempt };
      const leaseUntil = await prolongLease(trx, lease, progress);
      if (!leaseUntil) throw tooLate(await findTask(trx, lease));
      return { leaseUntil: leaseUntil.toISOString() };
    });
}
