import { newId } from '@mesh/contracts/id';
import type { Trx } from '../db/schema.ts';
import { ask } from '../execution/execution-store.ts';
import type { KeptInput } from '../payload/kept-input.ts';
import { enqueue } from '../queue/queue-store.ts';
import type { Firing } from './due-store.ts';
import { noteFired } from './tick-store.ts';

type Occasion = KeptInput & {
  /** What it waits behind, if anything. */
  readonly key: string | undefined;
  readonly occasion?: string;
  readonly now: Date;
  readonly again?: boolean;
  /** Number of starts by events behind it, this one included. */
  readonly eventDepth?: number;
  /** Id of the execution; a new one by default. */
  readonly executionId?: string;
};

/**
 * Queues the execution of an instant that has not fired yet; it begins as slots allow, like any other. `occasion` distinguishes
 * starts at one instant; `again` lets a skipped instant fire after all. Returns the execution.
 */
export async function fire(
  trx: Trx,
  schedule: Firing,
  scheduledAt: Date,
  { input, inputRef, key, occasion = '', now, again = false, eventDepth, executionId = newId('exe') }: Occasion,
): Promise<string | undefined> {
  const { workspaceId, workflowId, namespace, name, version, scopes } = schedule;
  const fired = { scheduledAt, occasion, at: now, executionId };
  if (!(await noteFired(trx, schedule, fired, again))) return undefined;
  if (schedule.rule.overlap === 'cancel' && schedule.lastExecution && schedule.isRunning)
    await ask(trx, schedule.lastExecution, { kind: 'cancelled', by: schedule.id });
  const named = { id: executionId, workspaceId, workflowId, namespace, name, version };
  const about = { ...named, scopes, traceparent: undefined, eventDepth };
  const { limit: keyLimit = 1 } = schedule.rule.concurrency ?? {};
  await enqueue(trx, [{ about, input, inputRef, priority: 0, key, keyLimit }]);
  return executionId;
}
