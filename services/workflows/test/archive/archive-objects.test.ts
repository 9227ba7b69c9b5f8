import { expect, test } from 'vitest';
import { objectsOf } from '../../src/archive/archive-ended.ts';

const MIB = 1024 * 1024;
const ended = (id: string, bytes: number, { workspaceId = 'ws_a', day = '2026-01-01' } = {}) => ({
  ...{ id, workspaceId, bytes },
  endedAt: new Date(`${day}T10:00:00Z`),
});
const idsOf = (found: Parameters<typeof objectsOf>[0]) => objectsOf(found).map((one) => one.map(({ id }) => id));

test('an object holds executions of one workspace and day', () => {
  const found = [
    ended('a', 1),
    ended('b', 1, { day: '2026-01-02' }),
    ended('c', 1, { workspaceId: 'ws_b' }),
    ended('d', 1),
  ];
  expect(idsOf(found)).toEqual([['a', 'd'], ['b'], ['c']]);
});

test('executions are together as far as they can be read together', () => {
  const found = [
    ended('a', 20 * MIB),
    ended('b', 12 * MIB),
    ended('c', 1),
    ended('large', 200 * MIB),
    ended('d', 1),
    ended('e', 1),
  ];
  expect(idsOf(found)).toEqual([['a', 'b'], ['c'], ['large'], ['d', 'e']]);
});

test('what is too large to be read again stays', () => {
  expect(idsOf([ended('a', 257 * MIB), ended('b', 1)])).toEqual([['b']]);
  expect(idsOf([ended('a', 257 * MIB)])).toEqual([]);
});
