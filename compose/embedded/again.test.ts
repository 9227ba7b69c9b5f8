import { expect, test } from 'vitest';
import { again } from './again.ts';

test('what has ended lives again, until it is told to stop', async () => {
  const stop = new AbortController();
  let lives = 0;
  await again(async () => {
    lives += 1;
    if (lives === 2) stop.abort();
  }, stop.signal);
  expect(lives).toBe(2);
});
