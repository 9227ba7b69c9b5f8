import type { HandlerOf } from '@mesh/bus/handler';
import type { progressTask as operation } from '@mesh/contracts/queues';
import type { Database } from '@mesh/database/database';
import { inGroupsOf } from '@mesh/runtime/in-groups';
import type { Schema } from '../db/schema.ts';
import { findTask, type Lease, prolongLease } from './lease-store.ts';
import { tooLate } from './too-late.ts';

const MOST_IN_A_GROUP = 1_000;

type Progress = { readonly workspaceId: string; readonly lease: Lease; readonly progress: unknown };

/**
 * Reports for one task that arrive during a write are merged into the next one, of which the last counts: they would all wait
 * for the same row.
 */
export function progressTask(db: Database<Schema>): HandlerOf<typeof operation> {
  const write = async (_task: string, group: readonly Progress[]): Promise<Date> => {
    const [{ workspaceId, lease }] = group as [Progress];
    const last = group.findLast(({ progress }) => progress !== undefined);
    return db.inWorkspace(workspaceId, async (trx) => {
      const leaseUntil = await prolongLease(trx, lease, last?.progress);
      if (!leaseUntil) throw tooLate(await findTask(trx, lease));
      return leaseUntil;
    });
  };
  const tell = inGroupsOf(write, MOST_IN_A_GROUP);

  return async ({ params, body: { attempt, progress } }, { workspaceId }) => {
    const lease = { ...params, attempt };
    const key = JSON.stringify([workspaceId, params.queue, params.taskId, attempt]);
    return { leaseUntil: (await tell(key, { workspaceId, lease, progress })).toISOString() };
  };
}
