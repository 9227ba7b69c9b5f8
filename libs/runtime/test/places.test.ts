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
