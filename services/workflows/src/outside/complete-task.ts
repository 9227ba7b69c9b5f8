import type { HandlerOf } from '@mesh/bus/handler';
import type { completeTask as operation } from '@mesh/contracts/queues';
import type { Database } from '@mesh/database/database';
import type { Schema } from '../db/schema.ts';
import type { Payloads } from '../payload/payloads.ts';
import { isLongerThan, LARGE_BYTES } from '../payload/size.ts';
import { type Completion, endTask, executionOf, type Lease } from './lease-store.ts';
import { checkSaidBefore, tooLate } from './too-late.ts';

type Needs = { readonly db: Database<Schema>; readonly payloads: Pick<Payloads, 'keep' | 'drop'> };

/** Stores a large output in the bucket before the task ends with it. */
export function completeTask({ db, payloads }: Needs): HandlerOf<typeof operation> {
  const end = (workspaceId: string, lease: Lease, completion: Completion) =>
    db.inWorkspace(workspaceId, async (trx) => {
      const isEnded = await endTask(trx, lease, { outcome: 'completed', ...completion });
      if (!isEnded) await checkSaidBefore(trx, lease, 'completed');
      return isEnded;
    });

  return async ({ params, body: { attempt, output } }, { workspaceId }) => {
    const lease = { ...params, attempt };
    if (!isLongerThan(output, LARGE_BYTES)) {
      await end(workspaceId, lease, { output });
      return {};
    }
    const executionId = await db.inWorkspace(workspaceId, (trx) => executionOf(trx, lease));
    if (executionId === undefined) throw tooLate(undefined);
    const owner = { workspaceId, executionId };
    const outputRef = await payloads.keep(owner, JSON.stringify(output));
    const isEnded = await end(workspaceId, lease, { output: null, outputRef }); // if it throws, the object is left to the sweep
    if (!isEnded) await payloads.drop(owner, [outputRef]);
    return {};
  };
}
