import { grownOf } from '@mesh/contracts/hints';

/** Tells what has grown in one turn of the event loop in one message. */
export function hintInBatches(publish: (text: string) => void): (executionId: string, seq: number) => void {
  let grown = new Map<string, number>();
  const flush = () => {
    const text = grownOf(grown);
    grown = new Map();
    publish(text);
  };
  return (executionId, seq) => {
    if (grown.size === 0) setImmediate(flush);
    grown.set(executionId, seq);
  };
}
