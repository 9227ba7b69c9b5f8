import { expect, test } from 'vitest';
import { chanceOf } from '../src/chance.ts';

const choices = (seed: number) => {
  const chance = chanceOf(seed);
  return Array.from({ length: 1_000 }, () => chance(6));
};

test('a seed gives the same choices again, and another seed others', () => {
  expect(choices(7)).toEqual(choices(7));
  expect(choices(7)).not.toEqual(choices(8));
});

test('every choice below the limit comes, and none beyond', () => {
  expect([...new Set(choices(1))].sort()).toEqual([0, 1, 2, 3, 4, 5]);
});
