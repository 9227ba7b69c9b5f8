import type { HandlerOf } from '@mesh/bus/handler';
import type { failTask as operation } from '@mesh/contracts/queues';
import type { Database } from '@mesh/database/database';
import type { Schema } from '../db/schema.ts';
import { endTask, giveBack } from './lease-store.ts';
import { checkSaidBefore } from './too-late.ts';

const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 60_000;

/** With `retry` the task returns to its queue, unless this was its last attempt. */
export function failTask(db: Database<Schema>): HandlerOf<typeof operation> {
  return ({ params, body: { attempt, error, retry } }, { workspaceId }) =>
    db.inWorkspace(workspaceId, async (trx) => {
      const lease = { ...params, attempt };
      if (retry && (await giveBack(trx, lease, pauseMs(attempt)))) return {};
      if (!(await endTask(trx, lease, { outcome: 'failed', error })))
        await checkSaidBefore(trx, lease, retry ? 'given-back' : 'failed');
      return {};
    });
}

/** From a second to a minute, doubling each time. */
function pauseMs(attempt: number): number {
  return Math.min(FIRST_PAUSE_MS * 2 ** (attempt - 1), LONGEST_PAUSE_MS);
}
