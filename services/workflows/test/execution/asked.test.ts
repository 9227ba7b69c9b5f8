import { expect, test } from 'vitest';
import { type Asked, askedText, asksEnd, happeningOf } from '../../src/execution/asked.ts';

test.each<[Asked, boolean]>([
  [{ by: 'key_1', kind: 'cancelled' }, true],
  [{ kind: 'suspended', by: 'key_1', reason: 'until it is cancelled' }, false],
  [{ kind: 'retried', by: 'key_1' }, false],
])('%j is read as it was asked, and told from what asks for an end', (asked, ends) => {
  expect(happeningOf(askedText(asked))).toMatchObject(asked);
  expect(asksEnd(askedText(asked))).toBe(ends);
});

test('what processes of before write asks for an end', () => {
  expect(asksEnd('cancel')).toBe(true);
  expect(happeningOf('cancel')).toEqual({ kind: 'cancelled' });
  expect(asksEnd(null)).toBe(false);
});
