import { expect, test } from 'vitest';
import { inTurn } from '../../src/effect/rpc/in-turn.ts';

test('who asks faster than it hears is told the first of it, in order, and what it asks later', async () => {
  const said: unknown[] = [];
  const heard = Promise.withResolvers<void>();
  await using saying = inTurn(async (body) => {
    said.push(body);
    await heard.promise;
  }, new AbortController().signal);
  for (let place = 0; place < 1_000; place++) saying.add(place);
  heard.resolve();
  await expect.poll(() => said).toEqual(Array.from({ length: 16 }, (_, place) => place));
  saying.add('later');
  await expect.poll(() => said.at(-1)).toBe('later');
  expect(said).toHaveLength(17);
});

test('once it is over nothing more is said, and who takes nothing harms nobody', async () => {
  const said: unknown[] = [];
  const saying = inTurn(async (body, _place, signal) => {
    said.push(body);
    await new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
  }, new AbortController().signal);
  saying.add('first');
  saying.add('second');
  await expect.poll(() => said).toEqual(['first']);
  await saying[Symbol.asyncDispose]();
  expect(said).toEqual(['first']);
});
