import { expect, test } from 'vitest';
import { Places } from '../src/places.ts';

test('so many work at once, so many wait, and the rest is turned away', async () => {
  const places = new Places(1, 1);
  expect(await places.take()).toBe(true);
  const waiting = places.take();
  expect(await places.take()).toBe(false);
  places.leave();
  expect(await waiting).toBe(true);
  places.leave();
  expect(await places.take()).toBe(true);
});

test('work has its place until it has ended, well or not', async () => {
  const places = new Places(1, 0);
  const failing = places.within(async () => {
    await expect(places.within(async () => 'another')).rejects.toThrow('too many wait for a place');
    throw new Error('it fails');
  });
  await expect(failing).rejects.toThrow('it fails');
  expect(await places.within(async () => 'the next')).toBe('the next');
});
