import type { Json } from '@mesh/jq/json';

/** A server that asks faster than it hears gets answers to the first of it. */
const MOST_WAITING = 16;

type Say = (body: Json, place: number, signal: AbortSignal) => Promise<unknown>;

/**
 * Says things to a server, one after the other, until this is disposed or the signal aborts. One that takes nothing is told
 * nothing.
 */
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
