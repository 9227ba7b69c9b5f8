import { retryAfterMs } from '@mesh/egress/retry-after';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
/** Pauses after failed attempts, as Standard Webhooks recommends. */
const pauses = [5 * SECOND, 5 * MINUTE, 30 * MINUTE, 2 * HOUR, 5 * HOUR, 10 * HOUR, 14 * HOUR, 20 * HOUR, 24 * HOUR];
const LONGEST_MS = 24 * HOUR;
const GONE = 410;

type Attempt = {
  /** How many there were, this one included. */
  readonly attempts: number;
  /** Undefined if no answer came. */
  readonly status?: number | undefined;
  readonly retryAfter?: string | undefined;
};
export type Step =
  | { readonly kind: 'delivered' }
  /** Nothing is ever posted to this endpoint again. */
  | { readonly kind: 'gone' }
  | { readonly kind: 'failed' }
  | { readonly kind: 'again'; readonly inMs: number };

/** What follows an attempt. `random` is from 0 to 1 and lengthens pauses by up to a tenth, so that not all come at once. */
export function nextStep({ attempts, status = 0, retryAfter }: Attempt, now: Date, random: number): Step {
  if (status >= 200 && status < 300) return { kind: 'delivered' };
  if (status === GONE) return { kind: 'gone' };
  const pause = pauses[attempts - 1];
  if (pause === undefined) return { kind: 'failed' };
  const asked = Math.min(retryAfterMs(retryAfter, now.getTime()) ?? 0, LONGEST_MS);
  return { kind: 'again', inMs: Math.round(Math.max(pause, asked) * (1 + random / 10)) };
}
