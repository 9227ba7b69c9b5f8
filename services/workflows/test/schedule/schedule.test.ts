import { describe, expect, test } from 'vitest';
import { scheduleOptions } from '../../src/definition/schedule-options.ts';
import { decide, type ScheduleState } from '../../src/schedule/decide.ts';
import { dueAt, firstInstant, nextInstant, type Rule, rulesOf } from '../../src/schedule/rule.ts';

const common = { overlap: 'allow', catchUpMs: 600_000, jitterMs: 0 } as const;
const cron = (text: string, timezone: string): Rule => ({ kind: 'cron', cron: text, timezone, ...common });
const every = (ms: number): Rule => ({ kind: 'every', ms, ...common });
const epoch = new Date(0);
const document = { dsl: '1.0.0', namespace: 'test', name: 'test', version: '1.0.0' };

/** The instants from a moment on, in UTC, as hours and minutes of their day. */
function instants(rule: Rule, from: string, count: number): string[] {
  const found: string[] = [];
  for (let at = nextInstant(rule, epoch, new Date(from)); at && found.length < count; at = nextInstant(rule, epoch, at))
    found.push(at.toISOString().slice(0, 16));
  return found;
}

describe('daylight saving', () => {
  test.each([
    ['Europe/Berlin', '30 2 * * *', '2026-03-28T12:00Z', ['2026-03-29T01:00', '2026-03-30T00:30']],
    ['America/New_York', '30 2 * * *', '2026-03-07T12:00Z', ['2026-03-08T07:00', '2026-03-09T06:30']],
    // Lord Howe moves by half an hour: from 02:00 to 02:30.
    ['Australia/Lord_Howe', '15 2 * * *', '2026-10-03T12:00Z', ['2026-10-03T15:30', '2026-10-04T15:15']],
  ])('in %s a time of day that is skipped comes at the first moment after the gap', (zone, text, from, expected) => {
    expect(instants(cron(text, zone), from, 2)).toEqual(expected);
  });

  test.each([
    ['Europe/Berlin', '30 2 * * *', '2026-10-24T12:00Z', ['2026-10-25T00:30', '2026-10-26T01:30']],
    ['America/New_York', '30 1 * * *', '2026-10-31T12:00Z', ['2026-11-01T05:30', '2026-11-02T06:30']],
    ['Australia/Lord_Howe', '45 1 * * *', '2026-04-03T20:00Z', ['2026-04-04T14:45', '2026-04-05T15:15']],
  ])('in %s a time of day that comes twice fires the first time', (zone, text, from, expected) => {
    expect(instants(cron(text, zone), from, 2)).toEqual(expected);
  });

  test.each([
    ['Europe/Berlin', '2026-10-24T22:59Z', 3_600_000],
    ['Europe/Berlin', '2026-03-28T22:59Z', 3_600_000],
    ['America/New_York', '2026-10-31T22:59Z', 3_600_000],
    ['America/New_York', '2026-03-07T22:59Z', 3_600_000],
  ])('in %s from %s what comes every hour comes every hour', (zone, from, step) => {
    const times = instants(cron('0 * * * *', zone), from, 12).map((text) => Date.parse(`${text}Z`));
    for (const [place, time] of times.slice(1).entries()) expect(time - (times[place] ?? 0)).toBe(step);
  });

  test('every quarter of an hour comes in both halves of a fold, and not in a gap', () => {
    expect(instants(cron('*/15 * * * *', 'Australia/Lord_Howe'), '2026-04-04T14:15Z', 5)).toEqual([
      '2026-04-04T14:30',
      '2026-04-04T14:45',
      '2026-04-04T15:00',
      '2026-04-04T15:15',
      '2026-04-04T15:30',
    ]);
    expect(instants(cron('10,40 2 * * *', 'Europe/Berlin'), '2026-03-28T12:00Z', 1)).toEqual(['2026-03-30T00:10']);
  });

  test.each(['Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe'])(
    'in %s instants only go forward, and none comes twice, over two years',
    (zone) => {
      for (const text of ['30 2 * * *', '0 0 * * *', '15,45 1-3 * * *', '0 */2 * * 0', '59 23 28-31 * *']) {
        const found = instants(cron(text, zone), '2025-01-01T00:00Z', 2_000);
        expect(found).toEqual([...new Set(found)].sort());
      }
    },
  );
});

test.each([
  ['0 0 1,30 * *', '2026-02-15T00:00Z', ['2026-03-01', '2026-03-30', '2026-04-01']],
  ['0 0 */5 * *', '2024-02-27T00:00Z', ['2024-03-01', '2024-03-06', '2024-03-11']],
  ['0 0 1,31 * *', '2026-04-15T00:00Z', ['2026-05-01', '2026-05-31', '2026-06-01']],
  ['0 0 20/5 * *', '2026-02-15T00:00Z', ['2026-02-20', '2026-02-25', '2026-03-20']],
  ['0 0 * * 1/2', '2026-02-15T00:00Z', ['2026-02-16', '2026-02-18', '2026-02-20']],
])('%s comes on its days, whatever days a month has not: after %s', (text, from, days) => {
  expect(instants(cron(text, 'UTC'), from, 3)).toEqual(days.map((day) => `${day}T00:00`));
});

test.each(['UTC', 'Europe/Berlin', 'America/New_York'])(
  'in %s a cron expression has no instants before 1970, and they are not looked for',
  (zone) => {
    for (const long of ['0001-01-01T00:00Z', '0099-12-31T23:59Z', '1969-12-31T00:00Z'])
      expect(instants(cron('* * * * *', zone), long, 1)).toEqual(['1970-01-01T00:01']);
  },
);

describe('intervals', () => {
  test('count from the moment that they were made', () => {
    const made = new Date('2026-01-01T00:00:07Z');
    const rule = every(60_000);
    expect(firstInstant(rule, made)?.toISOString()).toBe('2026-01-01T00:01:07.000Z');
    expect(nextInstant(rule, made, new Date('2026-01-01T05:00:07Z'))?.toISOString()).toBe('2026-01-01T05:01:07.000Z');
  });

  test('what starts again after each end starts at once, and has no instants of its own', () => {
    const [rule] = rulesOf({ after: 'PT5S' }, scheduleOptions({ document }));
    expect(rule && firstInstant(rule, epoch)).toEqual(epoch);
    expect(rule && nextInstant(rule, epoch, epoch)).toBeUndefined();
  });
});

describe('decisions', () => {
  const state = (more: Partial<ScheduleState> = {}, rule: Partial<Rule> = {}): ScheduleState => ({
    id: 'sch_1',
    rule: { ...every(60_000), ...rule } as Rule,
    createdAt: epoch,
    paused: false,
    nextAt: new Date(60_000),
    isRunning: false,
    ...more,
  });
  const outcomes = (one: ScheduleState, now: number, most = 100) =>
    decide(one, new Date(now), most).ticks.map((tick) => (tick.outcome === 'fired' ? 'fired' : tick.reason));

  test('each instant that is due fires, and the next one is told', () => {
    const { ticks, nextAt } = decide(state(), new Date(185_000), 100);
    expect(ticks.map(({ scheduledAt }) => scheduledAt.getTime())).toEqual([60_000, 120_000, 180_000]);
    expect(nextAt?.getTime()).toBe(240_000);
  });

  test('what is later than the catch-up window is left out', () => {
    expect(outcomes(state({}, { catchUpMs: 90_000 }), 240_000)).toEqual(['missed', 'missed', 'fired', 'fired']);
  });

  test('where starts may not overlap, one waits for no other', () => {
    expect(outcomes(state({}, { overlap: 'skip' }), 180_000)).toEqual(['fired', 'overlap', 'overlap']);
    expect(outcomes(state({ isRunning: true }, { overlap: 'skip' }), 60_000)).toEqual(['overlap']);
    expect(outcomes(state({ isRunning: true }, { overlap: 'cancel' }), 60_000)).toEqual(['fired']);
  });

  test('what is paused is left out, whatever else holds', () => {
    expect(outcomes(state({ paused: true }), 120_000)).toEqual(['paused', 'paused']);
  });

  test('what is due while the workspace has enough queued is left out, unless it would be anyway', () => {
    expect(outcomes(state({ isFull: true }), 120_000)).toEqual(['quota', 'quota']);
    expect(outcomes(state({ isFull: true, paused: true }), 60_000)).toEqual(['paused']);
  });

  test('no more are decided at once than asked for', () => {
    const { ticks, nextAt } = decide(state(), new Date(6_000_000), 3);
    expect([ticks.length, nextAt?.getTime()]).toEqual([3, 240_000]);
  });

  test('an instant that waits for the jitter of one before it is not missed, however little may be caught up', () => {
    const one = state({}, { ms: 1_000, jitterMs: 10_000, catchUpMs: 1_000 });
    let nextAt: Date | undefined = new Date(1_000);
    const told: string[] = [];
    for (let now = 1_000; now <= 60_000; now += 100) {
      const decided = decide({ ...one, nextAt: nextAt ?? null }, new Date(now), 100);
      told.push(...decided.ticks.map(({ outcome }) => outcome));
      ({ nextAt } = decided);
    }
    expect(told.length).toBeGreaterThan(45);
    expect(new Set(told)).toEqual(new Set(['fired']));
  });

  test('a jitter delays an instant by less than itself, and always alike', () => {
    const rule = { ...every(60_000), jitterMs: 10_000 };
    const delays = [1, 2, 3, 4, 5].map((n) => dueAt(rule, 'sch_1', new Date(n * 60_000)).getTime() - n * 60_000);
    expect(Math.min(...delays)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...delays)).toBeLessThan(10_000);
    expect(new Set(delays).size).toBeGreaterThan(1);
    expect(dueAt(rule, 'sch_1', new Date(60_000))).toEqual(dueAt(rule, 'sch_1', new Date(60_000)));
    expect(dueAt(rule, 'sch_2', new Date(60_000))).not.toEqual(dueAt(rule, 'sch_1', new Date(60_000)));
  });
});
