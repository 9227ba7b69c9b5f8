import { expect, test } from 'vitest';
import { ExpiringCache } from '../src/expiring-cache.ts';

test('a value is there until its time', () => {
  const cache = new ExpiringCache<string>(10);
  cache.set('a', 'first', 1_000);
  expect(cache.get('a', 999)).toBe('first');
  expect(cache.get('a', 1_000)).toBeUndefined();
  expect(cache.size).toBe(0);
});

test('the value that was written first leaves first', () => {
  const cache = new ExpiringCache<number>(2);
  for (const [at, key] of ['a', 'b', 'a', 'c'].entries()) cache.set(key, at, 1_000);
  expect([cache.get('a', 0), cache.get('b', 0), cache.get('c', 0)]).toEqual([2, undefined, 3]);
});

test('a value without a time stays until it is deleted, by its key or for what it is', () => {
  const cache = new ExpiringCache<number>(10);
  for (const [at, key] of ['a', 'b', 'c'].entries()) cache.set(key, at);
  cache.delete('a');
  cache.deleteWhere((value) => value === 1);
  expect(['a', 'b', 'c'].map((key) => cache.get(key, Number.MAX_SAFE_INTEGER))).toEqual([undefined, undefined, 2]);
});
