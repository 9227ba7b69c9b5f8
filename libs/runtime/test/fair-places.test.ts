import { expect, test } from 'vitest';
import { FairPlaces } from '../src/fair-places.ts';

const told = async (places: FairPlaces, names: readonly string[]) => {
  const order: string[] = [];
  for (const name of names) void places.take(name).then((isIn) => order.push(isIn ? name : `no ${name}`));
  await new Promise((resolve) => setImmediate(resolve));
  return order;
};

test('so many work at once, so many wait, and the rest is turned away', async () => {
  const places = new FairPlaces({ atOnce: 1, ofEach: 0, mostWaiting: 64 });
  expect(await places.take('a')).toBe(true);
  const waiting = Array.from({ length: 64 }, () => places.take('a'));
  expect(await places.take('a')).toBe(false);
  for (const one of waiting) {
    places.leave('a');
    expect(await one).toBe(true);
  }
  places.leave('a');
  expect(await places.take('a')).toBe(true);
});

test('a few of each find a place however many others hold theirs', async () => {
  const places = new FairPlaces({ atOnce: 3, ofEach: 2, mostWaiting: 10 });
  const noisy = await told(places, ['a', 'a', 'a', 'a', 'a']);
  expect(noisy).toEqual(['a', 'a', 'a']);
  expect(await told(places, ['b', 'b', 'b'])).toEqual(['b', 'b']);
  places.leave('b'); // its own is next, since what is beyond the bound is for it alone
  await new Promise((resolve) => setImmediate(resolve));
  for (let left = 0; left < 3; left++) places.leave('a');
  await new Promise((resolve) => setImmediate(resolve));
  expect(noisy).toEqual(['a', 'a', 'a', 'a', 'a']);
});

test('lines come in turn, and a short one finds room behind long ones', async () => {
  const places = new FairPlaces({ atOnce: 1, ofEach: 0, mostWaiting: 100 });
  const order = await told(places, ['a', ...Array.from({ length: 102 }, () => 'a'), 'b', 'b', 'c']);
  expect(order).toEqual(['a', 'no a', 'no a']);
  const gone: string[] = ['a'];
  for (let turn = 0; turn < 5; turn++) {
    places.leave(gone.at(-1) ?? '');
    await new Promise((resolve) => setImmediate(resolve));
    gone.push(order.at(-1) ?? '');
  }
  expect(gone).toEqual(['a', 'a', 'b', 'c', 'a', 'b']);
});
