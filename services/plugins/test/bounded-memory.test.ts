import { expect, test } from 'vitest';
import { boundedMemory } from '../src/sandbox/bounded-memory.ts';

const PAGE = 65_536;

test('a bounded memory grows up to its bound, and tells that it was asked for more', () => {
  const { memory, isExhausted } = boundedMemory({ initialBytes: PAGE, mostBytes: 3 * PAGE });
  expect(memory.grow(1)).toBe(1);
  expect(isExhausted()).toBe(false);
  expect(() => memory.grow(2)).toThrow(RangeError);
  expect(isExhausted()).toBe(true);
  expect(memory.grow(1)).toBe(2);
  expect(isExhausted()).toBe(false);
});
