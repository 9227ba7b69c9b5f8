import { expect, test } from 'vitest';
import { countUpTo, wholeNumber } from '../src/count.ts';

test('a whole number of a query is read of its digits, and of itself', () => {
  for (const told of ['20', '020', 20]) expect(countUpTo(100).parse(told)).toBe(20);
  expect(wholeNumber({ from: 0, most: 9, digits: 3 }).parse('007')).toBe(7);
});

test.each(['', '0', '101', '1000', '1.5', ' 5', '1e1', 0, 101, 1.5, Number.NaN, null])('%j is refused', (told) => {
  const { error } = countUpTo(100).safeParse(told);
  expect(error?.issues.map(({ message }) => message)).toEqual(['expected a whole number from 1 to 100']);
});
