import type { HandlerOf } from '@mesh/bus/serve';
import type { takeTasks as operation } from '@mesh/contracts/queues';
import type { Database } from '@mesh/database/database';
import type { Schema } from '../db/schema.ts';
import { nextDueMs, type TakenTask, takeDue } from './lease-store.ts';
import type { Lines } from './lines.ts';
import { lineOf } from './news.ts';

type Needs = { readonly db: Database<Schema>; readonly lines: Lines };

/**
 * Waits in line until there is a task or the time is over. It looks when it is rung for, and when the earliest task comes that
 * is leased or resting; in between it asks nobody. Whoever leaves lets the next one look, who then knows of that task.
 */
export function takeTasks({ db, lines }: Needs): HandlerOf<typeof operation> {
  return async ({ params: { queue }, body: { max, waitMs, worker } }, { workspaceId, signal }) => {
    const until = performance.now() + waitMs;
    const line = lineOf(workspaceId, queue);
    using place = lines.join(line);
    for (;;) {
      const { tasks, nextMs } = await db.inWorkspace(workspaceId, async (trx) => {
        const taken = await takeDue(trx, { workspaceId, queue }, worker, max);
        const isOver = taken.length > 0 || waitMs === 0;
        return { tasks: taken, nextMs: isOver ? undefined : await nextDueMs(trx, { workspaceId, queue }) };
      });
      const leftMs = until - performance.now();
      if (tasks.length > 0 || leftMs <= 0 || signal.aborted) {
        if (tasks.length > 0 || nextMs !== undefined) lines.ring(line);
        return { tasks: tasks.map(shownTask) };
      }
      await place.sleep(Math.min(leftMs, nextMs ?? leftMs), signal);
    }
  };
}

function shownTask({
  id,
  queue,
  attempt,
  key,
  input,
  progress,
  executionId,
  task,
  heartbeatMs,
  availableAt,
}: TakenTask) {
  return {
    id,
    queue,
    attempt,
    key,
    input,
    ...(progress !== null && { progress }),
    executionId,
    task,
    heartbeatMs,
    leaseUntil: availableAt.toISOString(),
  };
}
