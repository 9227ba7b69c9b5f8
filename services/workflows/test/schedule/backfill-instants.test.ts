import { expect, test } from 'vitest';
import { instantsBetween } from '../../src/schedule/backfill-instants.ts';
import type { Rule } from '../../src/schedule/rule.ts';

const common = { overlap: 'allow', catchUpMs: 0, jitterMs: 0 } as const;
const minutely: Rule = { kind: 'cron', cron: '* * * * *', timezone: 'Europe/Berlin', ...common };
const never = new AbortController().signal;
const createdAt = new Date('2026-01-01T00:00:30Z');
const hours = (count: number) => ({
  createdAt,
  from: new Date('2025-06-01T00:00:00Z'),
  to: new Date(Date.UTC(2025, 5, 1, count)),
});

test('the event loop goes round while many instants are looked for', async () => {
  let rounds = 0;
  const turn = () => {
    rounds += 1;
    next = setImmediate(turn);
  };
  let next = setImmediate(turn);
  const instants = await instantsBetween(minutely, hours(16), never);
  clearImmediate(next);
  expect(instants).toHaveLength(960);
  expect(rounds).toBeGreaterThan(0);
});

test('whoever has gone is not looked for any longer', async () => {
  await expect(instantsBetween(minutely, hours(16), AbortSignal.abort(new Error('gone')))).rejects.toThrow('gone');
});

test('intervals count backwards from when the schedule was made, and more than a thousand are too many', async () => {
  const every: Rule = { kind: 'every', ms: 3_600_000, ...common };
  const [first, second] = await instantsBetween(every, hours(2), never);
  expect([first, second]).toEqual([new Date('2025-06-01T00:00:30Z'), new Date('2025-06-01T01:00:30Z')]);
  await expect(instantsBetween(minutely, hours(17), never)).rejects.toMatchObject({ code: 'unprocessable' });
  await expect(instantsBetween({ kind: 'on', ...common }, hours(1), never)).rejects.toMatchObject({
    code: 'unprocessable',
  });
});
