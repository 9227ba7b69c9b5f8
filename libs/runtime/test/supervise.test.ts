import { expect, test } from 'vitest';
import { silent } from '../src/log.ts';
import { supervise } from '../src/supervise.ts';

test('work that fails runs again until the signal aborts', async () => {
  const stop = new AbortController();
  let runs = 0;
  await supervise(
    'flaky',
    async () => {
      runs += 1;
      if (runs === 3) stop.abort();
      throw new Error('again');
    },
    { signal: stop.signal, log: silent },
  );
  expect(runs).toBe(3);
});

test('it resolves only after the work under way has ended', async () => {
  const stop = new AbortController();
  let ended = false;
  const running = supervise(
    'slow',
    async (signal) => {
      await new Promise<void>((resolve) =>
        signal.addEventListener('abort', () => setTimeout(resolve, 20), { once: true }),
      );
      ended = true;
    },
    { signal: stop.signal, log: silent },
  );
  stop.abort();
  await running;
  expect(ended).toBe(true);
});

test('an aborted signal starts nothing', async () => {
  let runs = 0;
  await supervise('never', async () => void runs++, { signal: AbortSignal.abort(), log: silent });
  expect(runs).toBe(0);
});
