import { expect, test } from 'vitest';
import { inGroups, inGroupsOf } from '../src/in-groups.ts';

test('while a group is under way the next gathers, and a group that fails fails alone', async () => {
  const groups: number[][] = [];
  const doubled = inGroups(async (items: readonly number[]) => {
    groups.push([...items]);
    await Promise.resolve();
    if (items.includes(2)) throw new Error('two');
    return items.length;
  }, 3);
  const all = await Promise.allSettled([1, 2, 3, 4, 5].map((item) => doubled(item)));
  expect(groups).toEqual([
    [1, 2, 3],
    [4, 5],
  ]);
  expect(all.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected', 'fulfilled', 'fulfilled']);
  expect(await doubled(6)).toBe(1);
});

test('groups of one key wait for no other key', async () => {
  const groups: [string, number[]][] = [];
  const stuck = Promise.withResolvers<void>();
  const numbered = inGroupsOf(async (key: string, items: readonly number[]) => {
    groups.push([key, [...items]]);
    if (key === 'stuck') await stuck.promise;
    return `${key} ${items.length}`;
  }, 3);
  const held = [1, 2].map((item) => numbered('stuck', item));
  expect(await Promise.all([3, 4].map((item) => numbered('free', item)))).toEqual(['free 2', 'free 2']);
  expect(await numbered('free', 5)).toBe('free 1');
  stuck.resolve();
  expect(await Promise.all(held)).toEqual(['stuck 2', 'stuck 2']);
  expect(groups).toEqual([
    ['stuck', [1, 2]],
    ['free', [3, 4]],
    ['free', [5]],
  ]);
});
