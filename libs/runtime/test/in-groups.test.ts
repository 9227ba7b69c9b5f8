import { expect, test } from 'vitest';
import { inGroups } from '../src/in-groups.ts';

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
