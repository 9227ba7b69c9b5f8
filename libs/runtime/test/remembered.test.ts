import { expect, test } from 'vitest';
import { Remembered } from '../src/remembered.ts';

/** Answers how often it was asked. */
function counting() {
  let asked = 0;
  return async () => ++asked;
}

test('who asks while an answer is under way, or after it, gets that answer', async () => {
  const remembered = new Remembered<number>(10);
  const ask = counting();
  expect(await Promise.all([remembered.get('a', ask), remembered.get('a', ask)])).toEqual([1, 1]);
  expect(await remembered.get('a', ask)).toBe(1);
  expect(await remembered.get('b', ask)).toBe(2);
});

test('an answer is good for its life, from when it was asked for', async () => {
  let now = 0;
  const remembered = new Remembered<number>(10, { lifeMs: 1_000, now: () => now });
  const ask = counting();
  await remembered.get('a', ask);
  now = 999;
  expect(await remembered.get('a', ask)).toBe(1);
  now = 1_000;
  expect(await remembered.get('a', ask)).toBe(2);
});

test('the oldest answer makes room', async () => {
  const remembered = new Remembered<number>(2);
  const ask = counting();
  for (const key of ['a', 'b', 'c', 'a']) await remembered.get(key, ask);
  expect(await remembered.get('a', ask)).toBe(4);
});

test('a failure is told to all who wait for it and then forgotten', async () => {
  const remembered = new Remembered<number>(10);
  const fail = () => Promise.reject(new Error('away'));
  const both = await Promise.allSettled([remembered.get('a', fail), remembered.get('a', counting())]);
  expect(both.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  expect(await remembered.get('a', counting())).toBe(1);
});

test('what fails late forgets itself alone', async () => {
  const remembered = new Remembered<number>(10);
  const late = Promise.withResolvers<number>();
  const failing = remembered.get('a', () => late.promise);
  remembered.forget('a');
  const ask = counting();
  await remembered.get('a', ask);
  late.reject(new Error('away'));
  await expect(failing).rejects.toThrow('away');
  expect(await remembered.get('a', ask)).toBe(1);
});

test('forgetting all asks for all anew', async () => {
  const remembered = new Remembered<number>(10);
  const ask = counting();
  for (const key of ['a', 'b']) await remembered.get(key, ask);
  remembered.forgetAll();
  expect([await remembered.get('a', ask), await remembered.get('b', ask)]).toEqual([3, 4]);
});
