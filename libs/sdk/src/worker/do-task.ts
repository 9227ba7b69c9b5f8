import { ProblemError } from '../problem-error.ts';
import { Lease, type Queues, type TakenTask } from './lease.ts';
import { patiently } from './patiently.ts';
import type { Work } from './task.ts';
import { failureOf } from './task-failure.ts';

type Output = Parameters<Queues['completeTask']>[0]['body']['output'];

/**
 * Works on one task and reports the result, for as long as its lease holds. Never rejects: if nothing can be reported, the lease
 * expires.
 */
export async function doTask(queues: Queues, taken: TakenTask, work: Work): Promise<void> {
  using lease = new Lease(queues, taken);
  const { signal } = lease;
  const { id: taskId, queue, attempt } = taken;
  const params = { queue, taskId };
  const fail = (error: unknown) =>
    patiently(() => queues.failTask({ params, body: { attempt, ...failureOf(error) } }), signal);
  try {
    const output = jsonOf(await work({ ...taken, signal, tell: (progress) => lease.tell(progress) }));
    if (!signal.aborted) await patiently(() => queues.completeTask({ params, body: { attempt, output } }), signal);
  } catch (error) {
    if (signal.aborted || isLate(error)) return;
    await fail(error).catch(() => {});
  }
}

/** Throws for a value that is not JSON, before it is sent. */
function jsonOf(output: unknown): Output {
  return JSON.parse(JSON.stringify(output ?? null) ?? 'null');
}

/** Whether the task was given to another worker, or has ended. */
function isLate(error: unknown): boolean {
  return error instanceof ProblemError && (error.status === 404 || error.status === 409);
}
