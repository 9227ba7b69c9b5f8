import { expect, test } from 'vitest';
import { ExpiringCache } from '../src/expiring-cache.ts';

test('a value is there until its time', () => {
  let now = 0;
  const cache = new ExpiringCache<string>(10, () => now);
  cache.set('a', 'first', 1_000);
  now = 999;
  expect(cache.get('a')).toBe('first');
  now = 1_000;
  expect(cache.get('a')).toBeUndefined();
  expect(cache.size).toBe(0);
});

test('the value that was written first leaves first', () => {
  const cache = new ExpiringCache<number>(2);
  for (const [at, key] of ['a', 'b', 'a', 'c'].entries()) cache.set(key, at);
  expect([cache.get('a'), cache.get('b'), cache.get('c')]).toEqual([2, undefined, 3]);
});

test('values may have weights, of which there is at most so much at once', () => {
  const cache = new ExpiringCache<string>(10, undefined, ({ length }) => length);
  for (const text of ['aaaa', 'bbbb', 'bbb', 'cccc']) cache.set(text.slice(0, 1), text);
  expect(['a', 'b', 'c'].map((key) => cache.get(key))).toEqual([undefined, 'bbb', 'cccc']);
  cache.set('d', 'ddd');
  expect(cache.size).toBe(3);
  cache.set('e', 'larger than all');
  expect(cache.size).toBe(0);
});

test('a value without a time stays until it is deleted, by its key, for what it is, or with all', () => {
  let now = 0;
  const cache = new ExpiringCache<number>(10, () => now);
  for (const [at, key] of ['a', 'b', 'c'].entries()) cache.set(key, at);
  now = Number.MAX_SAFE_INTEGER;
  cache.delete('a');
  cache.deleteWhere((value) => value === 1);
  expect(['a', 'b', 'c'].map((key) => cache.get(key))).toEqual([undefined, undefined, 2]);
  cache.clear();
  expect(cache.size).toBe(0);
});
