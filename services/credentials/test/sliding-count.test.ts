import { expect, test } from 'vitest';
import { asOf, msUntilRoom, nothing, oneMore, withinAMinute } from '../src/credential/sliding-count.ts';

const happened = (times: number, at: number) =>
  Array.from({ length: times }).reduce<typeof nothing>((count) => oneMore(asOf(count, at)), nothing);

test('what happened counts for the minute that it was in, and fades in the one behind', () => {
  const count = happened(60, 100_000);
  expect(withinAMinute(asOf(count, 119_999), 119_999)).toBe(60);
  expect(withinAMinute(asOf(count, 120_000), 120_000)).toBe(60);
  expect(withinAMinute(asOf(count, 150_000), 150_000)).toBe(30);
  expect(withinAMinute(asOf(count, 180_000), 180_000)).toBe(0);
  expect(withinAMinute(asOf(count, 1e12), 1e12)).toBe(0);
});

test.each([1, 10, 100])('whoever waits as long as is told has room again, and not before (at most %i)', (most) => {
  for (const at of [60_000, 75_000, 119_000]) {
    const full = happened(most, at);
    const wait = msUntilRoom(full, most, at);
    const room = (later: number) => withinAMinute(asOf(full, at + later), at + later) + 1 <= most + 1e-9;
    expect(room(wait)).toBe(true);
    expect(room(wait - 100)).toBe(false);
  }
});

test('with room there is nothing to wait for', () => {
  expect(msUntilRoom(happened(3, 70_000), 5, 70_000)).toBe(0);
  expect(msUntilRoom(nothing, 1, 70_000)).toBe(0);
});
