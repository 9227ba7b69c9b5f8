import type { Answer } from '../envelope.ts';
import type { CallBatch, Waiting } from './call-batch.ts';
import type { SecondAsks } from './second-asks.ts';

/** Who has not answered by then may have lost the broker with the question, which takes as long to notice. */
const LATE_MS = 5_000;
/** Of a deadline that is shorter, so that there is time for another answer. */
const LATE_SHARE = 0.5;

/** Batches that were sent, by their key. */
type UnderWay = ReadonlyMap<string, CallBatch>;
type Settle = (batch: CallBatch, place: number, answer: Answer) => void;

/**
 * Asks past the broker what it seems to have lost, of what may be asked twice: until it is answered, since who comes up in the
 * place of a process that died may not be there yet, and as much as `secondAsks` allow.
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

/** Asks past the broker all that may be asked twice. */
export function askAllAgain(underWay: UnderWay, settle: Settle): void {
  for (const batch of underWay.values())
    for (const [place, one] of batch.waiting) if (one.isRepeatable) void askAgain(batch, place, one, settle);
}

/** Whether there was an answer. Without one it goes on waiting for that of the broker, and may be asked again after a pause. */
async function askAgain(batch: CallBatch, place: number, one: Waiting, settle: Settle): Promise<boolean> {
  one.askAgainFrom = Number.POSITIVE_INFINITY;
  const answer = await one.past();
  one.askAgainFrom = performance.now() + LATE_MS;
  if (answer) settle(batch, place, answer);
  return answer !== undefined;
}
