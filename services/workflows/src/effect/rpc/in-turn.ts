import type { Json } from '@mesh/jq/json';

/** Most waiting messages; those of a server that asks faster than it listens are dropped. */
const MOST_WAITING = 16;

type Say = (body: Json, place: number, signal: AbortSignal) => Promise<unknown>;

/** Sends messages to a server one after the other, until disposed or the signal aborts. Failures are ignored. */
export function inTurn(say: Say, outer: AbortSignal): { add(body: Json): void } & AsyncDisposable {
  const over = new AbortController();
  const signal = AbortSignal.any([outer, over.signal]);
  let count = 0;
  let waiting = 0;
  let before: Promise<unknown> = Promise.resolve();
  return {
    add(body) {
      if (waiting >= MOST_WAITING) return;
      waiting += 1;
      const place = count++;
      before = before
        .then(() => signal.aborted || say(body, place, signal))
        .catch(() => {})
        .finally(() => waiting--);
    },
    async [Symbol.asyncDispose]() {
      over.abort();
      await before;
    },
  };
}
