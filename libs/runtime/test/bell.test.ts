import { expect, test } from 'vitest';
import { Bell } from '../src/bell.ts';

const FOREVER_MS = 60_000;
const never = new AbortController().signal;

test('a ring wakes the sleeper, who is told that it was one', async () => {
  const bell = new Bell();
  const sleeping = bell.sleep(FOREVER_MS, never);
  expect(bell.isAsleep).toBe(true);
  bell.ring();
  await expect(sleeping).resolves.toBe(true);
  expect(bell.isAsleep).toBe(false);
});

test('a ring while nobody sleeps is kept for the next sleep', async () => {
  const bell = new Bell();
  bell.ring();
  bell.ring();
  expect(bell.isRung).toBe(true);
  await expect(bell.sleep(FOREVER_MS, never)).resolves.toBe(true);
  await expect(bell.sleep(1, never), 'but once').resolves.toBe(false);
});

test('an abort wakes the sleeper', async () => {
  const stop = new AbortController();
  const sleeping = new Bell().sleep(FOREVER_MS, stop.signal);
  stop.abort();
  await expect(sleeping).resolves.toBe(false);
});
