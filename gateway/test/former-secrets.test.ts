import { expect, test } from 'vitest';
import { formerAfter, goodSecrets, type Held } from '../src/former-secrets.ts';

const now = Date.UTC(2026, 0, 1);
const SECOND = 1_000;
const first: Held = { secret: Buffer.from('first'), formerSecrets: [] };
const rotated = (held: Held, next: string, overlapSeconds: number, at = now): Held => ({
  secret: Buffer.from(next),
  formerSecrets: formerAfter(held, overlapSeconds, at),
});
const good = (held: Held, at: number) => goodSecrets(held, at).map(String);

test('what was rotated is good until the overlap ends', () => {
  const held = rotated(first, 'second', 60);
  expect(good(held, now + 59 * SECOND)).toEqual(['second', 'first']);
  expect(good(held, now + 60 * SECOND)).toEqual(['second']);
});

test('rotated again since no answer came, what is in use is good as long as it would have been', () => {
  const held = rotated(rotated(first, 'unseen', 60), 'third', 3_600, now + SECOND);
  expect(good(held, now + 59 * SECOND)).toEqual(['third', 'unseen', 'first']);
  expect(good(held, now + 61 * SECOND)).toEqual(['third', 'unseen']);
});

test('without an overlap nothing of before is good', () => {
  expect(good(rotated(rotated(first, 'second', 3_600), 'third', 0), now)).toEqual(['third']);
});

test('more than ten former ones are too many until one of them is over', () => {
  const names = Array.from({ length: 10 }, (_, place) => `next-${place}`);
  const full = names.reduce((held, name) => rotated(held, name, 60), first);
  expect(() => rotated(full, 'one more', 60)).toThrow(expect.objectContaining({ code: 'conflict' }));
  expect(good(rotated(full, 'one more', 60, now + 61 * SECOND), now + 61 * SECOND)).toEqual(['one more', 'next-9']);
});
