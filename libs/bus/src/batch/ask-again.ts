import type { Answer } from '../envelope.ts';
import type { CallBatch, Waiting } from './call-batch.ts';
import type { SecondAsks } from './second-asks.ts';

/** After this the broker may have lost the question; noticing a dead broker takes as long. */
const LATE_MS = 5_000;
/** Share of a shorter deadline, so that there is time for another answer. */
const LATE_SHARE = 0.5;

/** Batches in flight, by key. */
type UnderWay = ReadonlyMap<string, CallBatch>;
type Settle = (batch: CallBatch, place: number, answer: Answer) => void;

/**
 * Sends repeatable questions that the broker seems to have lost directly to a service, until they are answered and as far as
 * `secondAsks` allow: the process that replaces a dead one may not be there yet.
 */
export function askLateAgain(underWay: UnderWay, secondAsks: SecondAsks, settle: Settle): void {
  const now = performance.now();
  for (const batch of underWay.values())
    for (const [place, one] of batch.waiting) {
      const waitedMs = now - (batch.sentAt ?? now);
      const isLate = waitedMs > Math.min(LATE_MS, one.leftMs * LATE_SHARE) && waitedMs < one.leftMs;
      const mayAsk = one.isRepeatable && (one.askAgainFrom ?? 0) <= now;
      if (isLate && mayAsk && secondAsks.take())
        void askAgain(batch, place, one, settle).then((isAnswered) => isAnswered || secondAsks.giveBack());
    }
}

/** Sends all repeatable questions directly. */
export function askAllAgain(underWay: UnderWay, settle: Settle): void {
  for (const batch of underWay.values())
    for (const [place, one] of batch.waiting) if (one.isRepeatable) void askAgain(batch, place, one, settle);
}

/** Whether there was an answer. If not, the question still waits for the broker's, and may be asked again after a pause. */
async function askAgain(batch: CallBatch, place: number, one: Waiting, settle: Settle): Promise<boolean> {
  one.askAgainFrom = Number.POSITIVE_INFINITY;
  const answer = await one.past();
  one.askAgainFrom = performance.now() + LATE_MS;
  if (answer) settle(batch, place, answer);
  return answer !== undefined;
}
