import { expect, test } from 'vitest';
import { listModelUsage } from '../src/models.ts';
import { moment } from '../src/timestamp.ts';

test.each(['0001-01-01T00:00:00Z', '9999-12-31T23:59:59.999Z', '2026-11-26T14:00:00+01:00'])(
  'the moment %s is one that every store holds',
  (text) => {
    expect(moment.safeParse(text).success).toBe(true);
  },
);

test.each([
  '0000-12-31T23:59:59Z',
  '0001-01-01T00:00:00+23:59',
  '9999-12-31T23:59:59-23:59',
  '-000001-01-01T00:00:00Z',
  '2026-02-30T00:00:00Z',
])('the moment %s is refused', (text) => {
  expect(moment.safeParse(text).success).toBe(false);
});

test('a day of the year 0 is refused', () => {
  expect(listModelUsage.query.safeParse({ from: '0000-01-01' }).success).toBe(false);
  expect(listModelUsage.query.safeParse({ from: '0001-01-01', to: '9999-12-31' }).success).toBe(true);
});
