import { expect, test } from 'vitest';
import { retry } from '../src/retry.ts';

const away = new Error('away');
const patience = { passes: (error: unknown) => error === away, firstMs: 1, longestMs: 2 };
const never = new AbortController().signal;

/** Fails so often, then tells how often it was tried. */
function failing(times: number, error: Error = away): () => Promise<number> {
  let tries = 0;
  return async () => {
    if (tries++ < times) throw error;
    return tries;
  };
}

test('what passes is waited for as often as it takes, and is told each time', async () => {
  const told: unknown[] = [];
  expect(await retry(failing(5), never, { ...patience, onPause: (error) => told.push(error) })).toBe(6);
  expect(told).toEqual(Array(5).fill(away));
});

test('what does not pass is thrown at once', async () => {
  const work = failing(1, new Error('refused'));
  await expect(retry(work, never, patience)).rejects.toThrow('refused');
  expect(await work()).toBe(2);
});

test('a pause that would reach beyond the time that is given is not begun', async () => {
  const work = failing(1);
  await expect(retry(work, never, { ...patience, firstMs: 60_000, forMs: 50_000 })).rejects.toBe(away);
  expect(await work()).toBe(2);
});

test('a pause ends when the signal aborts, and nothing is tried after that', async () => {
  const stop = new AbortController();
  const work = failing(1);
  const trying = retry(work, stop.signal, { ...patience, firstMs: 60_000 });
  setImmediate(() => stop.abort());
  await expect(trying).rejects.toThrow('aborted');
  expect(await work()).toBe(2);
});

test('what fails once the signal has aborted tells why it failed', async () => {
  await expect(retry(failing(1), AbortSignal.abort(), patience)).rejects.toBe(away);
});
