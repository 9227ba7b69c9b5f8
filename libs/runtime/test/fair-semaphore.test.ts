import { expect, test } from 'vitest';
import { FairSemaphore } from '../src/fair-semaphore.ts';

const told = async (semaphore: FairSemaphore, names: readonly string[]) => {
  const order: string[] = [];
  for (const name of names) void semaphore.acquire(name).then((isIn) => order.push(isIn ? name : `no ${name}`));
  await new Promise((resolve) => setImmediate(resolve));
  return order;
};

test('so many work at once, so many wait, and the rest is turned away', async () => {
  const semaphore = new FairSemaphore({ atOnce: 1, ofEach: 0, mostWaiting: 64 });
  expect(await semaphore.acquire('a')).toBe(true);
  const waiting = Array.from({ length: 64 }, () => semaphore.acquire('a'));
  expect(await semaphore.acquire('a')).toBe(false);
  for (const one of waiting) {
    semaphore.release('a');
    expect(await one).toBe(true);
  }
  semaphore.release('a');
  expect(await semaphore.acquire('a')).toBe(true);
});

test('a few of each name get a permit, however many others hold', async () => {
  const semaphore = new FairSemaphore({ atOnce: 3, ofEach: 2, mostWaiting: 10 });
  const noisy = await told(semaphore, ['a', 'a', 'a', 'a', 'a']);
  expect(noisy).toEqual(['a', 'a', 'a']);
  expect(await told(semaphore, ['b', 'b', 'b'])).toEqual(['b', 'b']);
  semaphore.release('b'); // its own is next, since what is beyond the bound is for it alone
  await new Promise((resolve) => setImmediate(resolve));
  for (let left = 0; left < 3; left++) semaphore.release('a');
  await new Promise((resolve) => setImmediate(resolve));
  expect(noisy).toEqual(['a', 'a', 'a', 'a', 'a']);
});

test('lines come in turn, and a short one finds room behind long ones', async () => {
  const semaphore = new FairSemaphore({ atOnce: 1, ofEach: 0, mostWaiting: 100 });
  const order = await told(semaphore, ['a', ...Array.from({ length: 102 }, () => 'a'), 'b', 'b', 'c']);
  expect(order).toEqual(['a', 'no a', 'no a']);
  const gone: string[] = ['a'];
  for (let turn = 0; turn < 5; turn++) {
    semaphore.release(gone.at(-1) ?? '');
    await new Promise((resolve) => setImmediate(resolve));
    gone.push(order.at(-1) ?? '');
  }
  expect(gone).toEqual(['a', 'a', 'b', 'c', 'a', 'b']);
});
