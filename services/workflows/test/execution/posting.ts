import { newId } from '@mesh/contracts/id';
import { startExecution } from '../../src/execution/start-execution.ts';
import { startable } from '../../src/execution/startable.ts';
import { planCache } from '../../src/plan/plan-cache.ts';
import { launcher } from '../../src/queue/launch.ts';
import type { Worker } from '../../src/worker/worker.ts';
import { asking } from '../asking.ts';
import { eventually, type Room } from '../room.ts';

/** Starts as `POST /v1/workflows/{id}/executions` does. */
export async function post(
  { db, workspaceId }: Room,
  worker: Worker,
  workflowId: string,
  { input, prefer, id = newId('exe') }: { input?: unknown; prefer?: string | undefined; id?: string },
) {
  const planOf = planCache(db);
  await eventually(async () => worker.engine);
  const handler = startExecution({ db, worker, ...launcher({ db, worker }), planOf, startable: startable(db) });
  const request = { params: { workflowId }, headers: { prefer }, body: { input } };
  return asking(handler, workspaceId, request as unknown as Partial<Parameters<typeof handler>[0]>, id);
}
