import { expect, test } from 'vitest';
import { SlowFilters } from '../../src/event/slow-filters.ts';

/** A round whose filters take as long as they say. */
function round() {
  let now = 0;
  let frozen = 0;
  const slow = new SlowFilters({ now: () => now, worked: () => now - frozen });
  const work = (ms: number) => () => {
    now += ms;
    return true;
  };
  const freeze = (ms: number) => () => {
    frozen += ms;
    return work(ms)();
  };
  return {
    slow,
    work,
    fits: (workspace: string, ms: number) => slow.evaluate(workspace, false, work(ms)),
    fitsFrozen: (workspace: string, ms: number) => slow.evaluate(workspace, false, freeze(ms)),
  };
}

test('past its time nothing fits in a workspace whose filters are slow, and all the same in others', () => {
  const { fits } = round();
  expect(Array.from({ length: 200 }, () => fits('slow', 300)).filter(Boolean)).toHaveLength(4);
  expect(fits('slow', 0)).toBe(false);
  expect(fits('quick', 0)).toBe(true);
});

test('quick filters have as much time as they need', () => {
  const { fits } = round();
  expect(Array.from({ length: 10_000 }, () => fits('quick', 10)).every(Boolean)).toBe(true);
});

test('a process that is frozen, or waits for its turn, is no fault of a filter', () => {
  const { fitsFrozen } = round();
  expect(Array.from({ length: 100 }, () => fitsFrozen('frozen', 5_000)).every(Boolean)).toBe(true);
});

test('others of the process have their turn after a while', async () => {
  const { slow, work } = round();
  expect(slow.isLate).toBe(false);
  work(30)();
  expect(slow.isLate).toBe(true);
  let hadItsTurn = false;
  setImmediate(() => {
    hadItsTurn = true;
  });
  await slow.rest();
  expect([hadItsTurn, slow.isLate]).toEqual([true, false]);
});
