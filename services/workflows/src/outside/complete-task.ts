import type { HandlerOf } from '@mesh/bus/serve';
import type { completeTask as operation } from '@mesh/contracts/queues';
import type { Database } from '@mesh/database/database';
import type { Schema } from '../db/schema.ts';
import { endTask } from './lease-store.ts';
import { checkSaidBefore } from './too-late.ts';

export function completeTask(db: Database<Schema>): HandlerOf<typeof operation> {
  return ({ params, body: { attempt, output } }, { workspaceId }) =>
    db.inWorkspace(workspaceId, async (trx) => {
      const lease = { ...params, attempt };
      if (!(await endTask(trx, lease, { outcome: 'completed', output })))
        await checkSaidBefore(trx, lease, 'completed');
      return {};
    });
}
