import { hash } from 'node:crypto';
import type { Json } from '@mesh/jq/json';
import type { Bindings, Evaluate } from '../expression/evaluate.ts';
import type { RetryPlan } from '../plan/plan.ts';

type RetryAsked = {
  /** Attempts made so far. */
  readonly attempt: number;
  readonly firstAt: number;
  readonly at: number;
  /** Seeds the jitter: different for each task, the same on replay. */
  readonly seed: string;
  /** Whether the policy applies to this error. */
  readonly isMeant: () => boolean;
  readonly input: Json;
  readonly bindings: Bindings;
  readonly retryAfterMs: number | undefined;
  /** The length in ms of a duration that was evaluated. */
  readonly durationMs: (value: Json) => number;
};

const LONGEST_MS = 24 * 3_600_000;
/** Delay of a failed at-most-once call: it is never retried. */
export const NEVER_MS = Number.POSITIVE_INFINITY;

/** Delay before the next attempt in ms; undefined if there is none. What the callee asks for wins. */
export function retryDelayMs(retry: RetryPlan, asked: RetryAsked): number | undefined {
  const { attempt, firstAt, at, isMeant, input, bindings, retryAfterMs, durationMs } = asked;
  if (retryAfterMs === NEVER_MS || (retry.most !== undefined && attempt > retry.most)) return undefined;
  if (!isMeant()) return undefined;
  const ms = (duration: Evaluate | undefined) => (duration ? durationMs(duration(input, bindings)) : undefined);
  const delay = retryAfterMs ?? backedOff(retry, ms(retry.delay) ?? 0, attempt) + jitter(retry, asked);
  const limit = ms(retry.duration);
  if (limit !== undefined && at + delay - firstAt > limit) return undefined;
  return Math.min(delay, LONGEST_MS);
}

function backedOff({ backoff }: RetryPlan, base: number, attempt: number): number {
  if (backoff === 'linear') return base * attempt;
  return backoff === 'exponential' ? base * 2 ** (attempt - 1) : base;
}

function jitter({ jitter: bounds }: RetryPlan, { seed, attempt, input, bindings, durationMs }: RetryAsked): number {
  if (!bounds) return 0;
  const [from, to] = [durationMs(bounds.from(input, bindings)), durationMs(bounds.to(input, bindings))];
  const share = hash('sha256', `${seed}:${attempt}`, 'buffer').readUInt32BE(0) / 2 ** 32;
  return Math.round(from + share * Math.max(0, to - from));
}
