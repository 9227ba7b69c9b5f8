import { MeshError } from '@mesh/contracts/mesh-error';
import { expect, test } from 'vitest';
import { once } from '../../src/effect/once.ts';
import { inputFilter } from '../../src/execution/input-filter.ts';
import { taskDifferences } from '../../src/history/differences.ts';
import { queueQuota } from '../../src/queue/queue-quota.ts';
import { EVENTS, Rates, STARTS } from '../../src/queue/rates.ts';
import { RESERVED, Slots } from '../../src/queue/slots.ts';
import { standardFault } from '../../src/workflow-fault.ts';

test('a workspace has its share of the slots, and a reserve that no other takes', () => {
  const slots = new Slots({ inAll: 20, ofWorkspace: 15 });
  const holders = Array.from({ length: 20 }, () => ({}));
  for (const holder of holders.slice(0, 15)) slots.hold(holder, 'noisy');
  expect(slots.isFree('noisy')).toBe(false);
  for (const holder of holders.slice(15)) slots.hold(holder, 'other');
  expect(slots.held).toBe(20);
  expect(slots.isFree('quiet')).toBe(true);
  expect([slots.isFree('quiet', RESERVED), slots.isFree('quiet', RESERVED + 1)]).toEqual([true, false]);
  for (let taken = 0; taken < RESERVED; taken++) slots.hold({}, 'quiet');
  expect(slots.isFree('quiet')).toBe(false);
});

test('a slot is held once and freed once, and whoever waits is told', () => {
  const slots = new Slots();
  let freed = 0;
  slots.remember(new Set(['queued']), () => {
    freed += 1;
  });
  const holder = {};
  slots.hold(holder, 'a');
  slots.hold(holder, 'a');
  slots.release(holder);
  slots.release(holder);
  expect([slots.held, freed, slots.isFree('queued')]).toEqual([0, 1, false]);
});

test('events have a rate of their own, which a whole batch is within or beyond', () => {
  const rates = new Rates(EVENTS, 1_000, () => 0);
  rates.spend('a', 1_500);
  expect(() => rates.spend('a', 1_000)).toThrow(
    expect.objectContaining({ code: 'rate-limited', extra: { quota: 'events-per-second', limit: 1_000 } }),
  );
  rates.spend('a', 500);
});

test('a rate is an average: twice as many fit at once, and then so many a second', () => {
  let now = 0;
  const rates = new Rates(STARTS, 10, () => now);
  rates.spend('a', 20);
  expect(() => rates.spend('a', 1)).toThrow(MeshError);
  rates.spend('b', 20);
  now = 500;
  rates.spend('a', 5);
  expect(() => rates.spend('a', 25)).toThrow('at most 10');
});

test('what never fits at once is within the rate after a pause, and paid for afterwards', () => {
  let now = 0;
  const rates = new Rates(STARTS, 10, () => now);
  rates.spend('a', 50);
  expect(() => rates.spend('a', 1)).toThrow(expect.objectContaining({ retryAfterSeconds: 4 }));
  now = 3_100;
  rates.spend('a', 1);
  expect(() => rates.spend('a', 50)).toThrow(expect.objectContaining({ retryAfterSeconds: 2 }));
});

test('what a workspace has queued is counted once a second, and a count that failed is asked for again', async () => {
  let now = 0;
  const counts = [() => Promise.reject(new Error('the database hiccups')), async () => 1, async () => 2];
  const check = queueQuota(
    () => (counts.shift() ?? (async () => 0))(),
    2,
    () => now,
  );
  await expect(check('a')).rejects.toThrow('the database hiccups');
  await check('a');
  await check('a');
  await expect(check('a', 2), 'of several all are counted').rejects.toMatchObject({ code: 'unprocessable' });
  expect(counts).toHaveLength(1);
  now = 1_001;
  await expect(check('a')).rejects.toMatchObject({
    code: 'unprocessable',
    extra: { quota: 'queued-executions', limit: 2 },
  });
});

test('a field of a query is a path into the input; what looks like a number is one, or a text', () => {
  expect(inputFilter({ 'input.a.b': '42', 'input.c': 'x' })).toEqual([
    [{ a: { b: '42' } }, { a: { b: 42 } }],
    [{ c: 'x' }],
  ]);
  expect(inputFilter({ 'input.n': 42, 'input.b': true })).toEqual([
    [{ n: '42' }, { n: 42 }],
    [{ b: 'true' }, { b: true }],
  ]);
});

test.each(['9007199254740991', '12345678901234567890', '-0.1234567890123456'])(
  '%s is the number that an input has so',
  (text) => {
    expect(inputFilter({ 'input.id': text })).toEqual([[{ id: text }, { id: JSON.parse(text) }]]);
  },
);

test.each(['01234', '-0123', '00', '1.', '.5', '1e3', '+1'])(
  '%s is no plain number, and looked for as a text',
  (text) => {
    expect(inputFilter({ 'input.zip': text })).toEqual([[{ zip: text }]]);
  },
);

test('differences are told by run of a task, also where one side has not come so far', () => {
  const done = (task: string, output: number) => ({ type: 'task.completed', task, data: { output } }) as const;
  const begun = (task: string) => ({ type: 'task.started', task, data: {} }) as const;
  const left = [begun('/a'), done('/a', 1), begun('/a'), done('/a', 2), done('/b', 3)];
  const right = [begun('/a'), done('/a', 1), begun('/a'), begun('/c')];
  expect(taskDifferences(left, right)).toEqual({
    same: 1,
    tasks: [
      { task: '/a', run: 2, left: { outcome: 'completed', output: 2 }, right: { outcome: 'unfinished' } },
      { task: '/b', run: 1, left: { outcome: 'completed', output: 3 }, right: { outcome: 'absent' } },
      { task: '/c', run: 1, left: { outcome: 'absent' }, right: { outcome: 'unfinished' } },
    ],
  });
});

test('differences are of tasks, whatever their names are, and the workflow is none', () => {
  const failed = (task: string, status: number) =>
    ({ type: 'task.faulted', task, data: { error: { status } } }) as const;
  const one = (status: number) => [failed('/do/0/a #1', status), failed('', status)];
  expect(taskDifferences(one(400), one(500))).toEqual({
    same: 0,
    tasks: [
      {
        task: '/do/0/a #1',
        run: 1,
        left: { outcome: 'faulted', error: { status: 400 } },
        right: { outcome: 'faulted', error: { status: 500 } },
      },
    ],
  });
});

test('a refusal is an answer to the only call; a lost connection is none', async () => {
  const refused = standardFault('communication', 'the server answered 503', { status: 503 });
  await expect(once(() => Promise.reject(refused))).rejects.toBe(refused);
  const denied = new MeshError('egress-denied', 'closed');
  await expect(once(() => Promise.reject(denied))).rejects.toBe(denied);
  const broken = new MeshError('egress-failed', 'broke off');
  await expect(once(() => Promise.reject(broken))).rejects.toMatchObject({ name: 'OutcomeUnknown' });
  await expect(once(() => Promise.resolve(1))).resolves.toBe(1);
});
