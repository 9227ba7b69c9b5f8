import { expect, test } from 'vitest';
import { type Claimed, Watch } from '../../src/recovery/watch.ts';

const suspects = (deaths: number, count: number, watchMs = 5_000): Claimed[] =>
  Array.from({ length: count }, (_, nth) => ({ id: `${deaths} ${nth}`, deaths, watchMs }));
/** Of a process that began at 0 and works on these since 2 s. */
function watching(...those: Claimed[]): Watch {
  const watch = new Watch(0);
  for (const one of those) watch.add(one, 2_000);
  return watch;
}

test('a process has no suspect in hand before it has settled', () => {
  expect(watching().room(999)).toMatchObject({ most: 0 });
  expect(watching().room(1_000)).toEqual({ most: 1, deaths: 4 });
});

test('the more processes have died with suspects the fewer are worked on at once, at last one alone', () => {
  expect(watching(...suspects(2, 1)).room(2_000)).toEqual({ most: 63, deaths: 2 });
  expect(watching(...suspects(2, 64)).room(2_000)).toMatchObject({ most: 0 });
  expect(watching(...suspects(3, 1)).room(2_000)).toEqual({ most: 7, deaths: 3 });
  expect(watching(...suspects(4, 1)).room(2_000)).toMatchObject({ most: 0 });
});

test('beside a more suspicious one there is room for as few as beside its like', () => {
  expect(watching(...suspects(2, 4), ...suspects(3, 1)).room(2_000)).toEqual({ most: 3, deaths: 3 });
  expect(watching(...suspects(2, 20), ...suspects(3, 1)).room(2_000)).toMatchObject({ most: 0 });
});

test('what died with no process, or with one, is not watched', () => {
  const watch = watching(...suspects(0, 1), ...suspects(1, 1));
  expect(watch.room(2_000)).toEqual({ most: 1, deaths: 4 });
  expect(watch.outlived(60_000)).toEqual([]);
  expect(watch.acquit('1 0')).toBe(false);
});

test('one that proves harmless makes room, by its progress or as time goes by', () => {
  const watch = watching(...suspects(4, 1), ...suspects(2, 1, 60_000));
  expect(watch.outlived(6_999)).toEqual([]);
  expect(watch.outlived(7_000)).toEqual(['4 0']);
  expect(watch.acquit('4 0')).toBe(true);
  expect(watch.room(7_000)).toEqual({ most: 63, deaths: 2 });
  expect(watch.acquit('2 0')).toBe(true);
  expect(watch.acquit('2 0')).toBe(false);
  expect(watch.room(7_000)).toEqual({ most: 1, deaths: 4 });
});
