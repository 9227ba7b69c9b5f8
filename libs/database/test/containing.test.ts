import { expect, test } from 'vitest';
import { containing } from '../src/containing.ts';

test('what a pattern of `like` is made of means itself in a text that is looked for', () => {
  expect(containing('a%b_c\\d')).toBe('%a\\%b\\_c\\\\d%');
});

test('nothing in particular is in everything', () => {
  expect(containing('')).toBe('%%');
});
