import type { Cache } from '@mesh/cache/cache';
import { DELTAS } from '@mesh/contracts/deltas';
import type { Delta, Models } from '../effect/llm/models.ts';

const TOGETHER_MS = 100;

/** Sends words of models to live streams, batched over a tenth of a second per execution and task. */
export function tellDeltas({ publish }: Pick<Cache, 'publish'>): Models['tell'] {
  const waiting = new Map<string, { executionId: string; delta: Delta }>();
  const flush = () => {
    for (const { executionId, delta } of waiting.values()) publish(DELTAS, JSON.stringify({ executionId, ...delta }));
    waiting.clear();
  };
  return (executionId, delta) => {
    const key = `${executionId} ${delta.task}`;
    const before = waiting.get(key)?.delta;
    if (waiting.size === 0) setTimeout(flush, TOGETHER_MS).unref();
    const follows = before && before.from + before.text.length === delta.from;
    waiting.set(key, { executionId, delta: follows ? { ...before, text: before.text + delta.text } : delta });
  };
}
