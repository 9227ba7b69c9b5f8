import { expect, test } from 'vitest';
import { silent } from '../src/log.ts';
import { every, startLoop } from '../src/loop.ts';

test('work that fails runs again until it is disposed, and then no more', async () => {
  const thrice = Promise.withResolvers<void>();
  let runs = 0;
  const loop = startLoop(
    'flaky',
    async () => {
      runs += 1;
      if (runs === 3) thrice.resolve();
      throw new Error('again');
    },
    silent,
  );
  await thrice.promise;
  await loop[Symbol.asyncDispose]();
  expect(runs).toBe(3);
});

test('disposing waits for the work under way', async () => {
  let ended = false;
  const loop = startLoop(
    'slow',
    async (signal) => {
      await new Promise<void>((resolve) =>
        signal.addEventListener('abort', () => setTimeout(resolve, 20), { once: true }),
      );
      ended = true;
    },
    silent,
  );
  await loop[Symbol.asyncDispose]();
  expect(ended).toBe(true);
});

test('what is done every so often is done at once, and ends with the signal instead of after its pause', async () => {
  const stop = new AbortController();
  let done = 0;
  const doing = every(3_600_000, stop.signal, async () => void done++);
  await Promise.resolve();
  stop.abort();
  await doing;
  expect(done).toBe(1);
});
