import type { HandlerOf } from '@mesh/bus/handler';
import type { takeTasks as operation } from '@mesh/contracts/queues';
import type { Database } from '@mesh/database/database';
import type { Schema } from '../db/schema.ts';
import type { Reading } from '../payload/payloads.ts';
import { MOST_BYTES } from '../payload/size.ts';
import { wholeInput } from '../payload/whole.ts';
import { nextDueMs, putBack, type TakenTask, takeDue } from './lease-store.ts';
import type { Lines } from './lines.ts';
import { lineOf } from './news.ts';

/** If a waiter's look-up fails, another one tries after this long: the database may be away. */
const AGAIN_MS = 500;

type Needs = { readonly db: Pick<Database<Schema>, 'inWorkspace'>; readonly lines: Lines; readonly payloads: Reading };

/**
 * Waits in line for a task or until time is up. A waiter queries only when rung: when a task arrives, or the earliest leased or
 * delayed one becomes due. Whoever takes a task wakes the next in line.
 */
export function takeTasks({ db, lines, payloads }: Needs): HandlerOf<typeof operation> {
  return async ({ params: { queue }, body: { max, waitMs, worker } }, { workspaceId, signal }) => {
    const until = performance.now() + waitMs;
    const line = lineOf(workspaceId, queue);
    using waiter = lines.join(line);
    for (;;) {
      const look = db.inWorkspace(workspaceId, async (trx) => {
        signal.throwIfAborted(); // nobody would receive what is taken
        const taken = await takeDue(trx, { workspaceId, queue }, worker, { most: max, mostBytes: MOST_BYTES });
        const isOver = taken.length > 0 || waitMs === 0;
        return { tasks: taken, nextMs: isOver ? undefined : await nextDueMs(trx, { workspaceId, queue }) };
      });
      const { tasks, nextMs } = await look.catch((error: unknown) => {
        lines.ringIn(line, AGAIN_MS); // its wake-up may have been for a task
        throw error;
      });
      if (nextMs !== undefined) lines.ringIn(line, nextMs);
      const leftMs = until - performance.now();
      if (tasks.length > 0 || leftMs <= 0 || signal.aborted) {
        if (tasks.length > 0) lines.ring(line);
        return { tasks: (await wholeTasks({ db, payloads }, workspaceId, tasks)).map(shownTask) };
      }
      if (!(await waiter.sleep(leftMs, signal))) return { tasks: [] };
    }
  };
}

/** Loads large inputs. If that fails, the tasks are put back as if never taken. */
async function wholeTasks({ db, payloads }: Pick<Needs, 'db' | 'payloads'>, workspaceId: string, tasks: TakenTask[]) {
  try {
    const whole = tasks.map(async (task) => {
      const owner = { workspaceId, executionId: task.executionId };
      return { ...task, input: await wholeInput(payloads, owner, task) };
    });
    return await Promise.all(whole);
  } catch (error) {
    await db.inWorkspace(workspaceId, async (trx) => {
      for (const { id: taskId, queue, attempt } of tasks) await putBack(trx, { queue, taskId, attempt });
    });
    throw error;
  }
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
