import { grownOf } from '@mesh/contracts/hints';

/** Between two hints, so that under load many executions share one. */
const GATHER_MS = 40;

/** Publishes which journals have grown; at once after a quiet moment. */
export function hintInBatches(publish: (text: string) => void): (executionId: string, seq: number) => void {
  let grown = new Map<string, number>();
  let toldAt = 0;
  const flush = () => {
    const text = grownOf(grown);
    grown = new Map();
    toldAt = performance.now();
    publish(text);
  };
  return (executionId, seq) => {
    if (grown.size === 0) {
      const left = toldAt + GATHER_MS - performance.now();
      if (left > 0) setTimeout(flush, left);
      else setImmediate(flush);
    }
    grown.set(executionId, seq);
  };
}
