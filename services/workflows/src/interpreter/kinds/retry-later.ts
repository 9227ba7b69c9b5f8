import type { Json } from '@mesh/jq/json';
import type { Bindings } from '../../expression/evaluate.ts';
import type { RetryPlan } from '../../plan/plan.ts';
import type { WorkflowError } from '../../workflow-fault.ts';
import { isMeant } from '../error-conditions.ts';
import type { Frame } from '../frame.ts';
import { retryDelayMs } from '../retry-delay.ts';
import { runKey } from '../run-key.ts';
import type { Turn } from '../turn.ts';

type FailedAttempt = {
  readonly policy: RetryPlan;
  readonly error: WorkflowError;
  /** The callee's `Retry-After` in ms. */
  readonly retryAfterMs: number | undefined;
  /** Variables of the policy's expressions. */
  readonly bindings: Bindings;
};

/** Schedules the next attempt after the policy's, or the callee's, delay. False if there is none. */
export function retryLater(
  turn: Turn,
  frame: Frame,
  { policy, error, retryAfterMs, bindings }: FailedAttempt,
): boolean {
  const { attempts, task, input } = frame;
  if (!attempts) return false;
  const { count: attempt, firstAt } = attempts;
  const seed = runKey(turn.state, frame);
  const delay = retryDelayMs(policy, {
    attempt,
    firstAt,
    at: turn.at,
    seed,
    isMeant: () => isMeant(turn, frame, policy, error, bindings),
    input,
    bindings,
    retryAfterMs,
    durationMs: (value) => turn.durationMs(value),
  });
  if (delay === undefined) return false;
  attempts.count = attempt + 1;
  frame.wakeAt = turn.at + delay;
  const next = new Date(frame.wakeAt).toISOString();
  turn.note('task.retried', task.pointer, { attempt: attempt + 1, next, error: error as unknown as Json });
  return true;
}
