import { expect, test } from 'vitest';
import { Semaphore } from '../src/semaphore.ts';

test('so many work at once, so many wait, and the rest is turned away', async () => {
  const semaphore = new Semaphore(1, 1);
  expect(await semaphore.acquire()).toBe(true);
  const waiting = semaphore.acquire();
  expect(await semaphore.acquire()).toBe(false);
  semaphore.release();
  expect(await waiting).toBe(true);
  semaphore.release();
  expect(await semaphore.acquire()).toBe(true);
});

test('work holds its permit until it has ended, well or not', async () => {
  const semaphore = new Semaphore(1, 0);
  const failing = semaphore.run(async () => {
    await expect(semaphore.run(async () => 'another')).rejects.toThrow('too many wait for a semaphore');
    throw new Error('it fails');
  });
  await expect(failing).rejects.toThrow('it fails');
  expect(await semaphore.run(async () => 'the next')).toBe('the next');
});
