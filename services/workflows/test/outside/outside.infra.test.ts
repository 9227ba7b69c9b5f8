import { setTimeout as sleep } from 'node:timers/promises';
import { newId } from '@mesh/contracts/id';
import { MeshError } from '@mesh/contracts/mesh-error';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ask } from '../../src/execution/execution-store.ts';
import { explainExecution } from '../../src/history/explain-execution.ts';
import { forgetTasks } from '../../src/outside/task-store.ts';
import { asking } from '../asking.ts';
import { noObjects } from '../payload/payloads.ts';
import { eventually, Room } from '../room.ts';
import { openOutside, saveQueued } from './outside-room.ts';

let room: Room;
beforeAll(async () => {
  room = await Room.open();
});
afterAll(() => room[Symbol.asyncDispose]());

const resizing = (heartbeat: string) =>
  `  - resize: {call: worker, with: {queue: Q, heartbeat: ${heartbeat}, input: {url: "\${ .url }"}}}`;
const resize = resizing('PT30S');
const waiting = { waitMs: 10_000 };
const lost = expect.objectContaining({ code: 'conflict', extra: { reason: 'lost' } });
const over = expect.objectContaining({ code: 'conflict', extra: { reason: 'over' } });
const away = new MeshError('unavailable', 'the database does not answer; try again');
/** By then whoever waits has looked. */
const SETTLED_MS = 500;
/** Longer than checks look back by themselves. */
const AWAY_MS = 12_000;
const first = <T>([one]: readonly T[]): T => {
  if (one === undefined) throw new Error('no task was taken');
  return one;
};
const completed = async (id: string) => (await room.journal(id)).filter(({ type }) => type === 'task.completed');

test('a task waits in its queue, and what a worker makes of it is the output of the workflow', async () => {
  await using process = await openOutside(room);
  const { queue, about } = await saveQueued(room, resize);
  const id = await room.start(process.worker, about, { url: 'https://a.example/1.png' });
  const task = first(await process.take(queue, waiting));
  expect(task).toMatchObject({
    queue,
    attempt: 1,
    key: `${id}:/do/0/resize:0`,
    input: { url: 'https://a.example/1.png' },
    executionId: id,
    task: '/do/0/resize',
    heartbeatMs: 30_000,
  });
  expect(await process.take(queue), 'nobody else gets it').toEqual([]);
  const explain = explainExecution({ db: room.db, objects: noObjects });
  const why = await asking(explain, room.workspaceId, { params: { executionId: id } });
  expect(why).toMatchObject({ reason: `a worker of the queue ${queue} does its task`, blockedBy: 'test' });
  await process.complete(task, { width: 100 });
  expect(await room.ended(id)).toMatchObject({ status: 'completed', output: { width: 100 } });
  await process.complete(task, { width: 100 });
  await expect(process.fail(task, {}), 'but not something else').rejects.toEqual(over);
  expect(await completed(id)).toHaveLength(1);
});

test('the task of a dead worker goes to another with the same key, and the late result of the first is refused', async () => {
  await using process = await openOutside(room);
  const { queue, about } = await saveQueued(room, resizing('PT1S'));
  const id = await room.start(process.worker, about);
  const dead = first(await process.take(queue, { ...waiting, worker: 'dead' }));
  const next = first(await process.take(queue, { ...waiting, worker: 'next' }));
  expect(next).toMatchObject({ id: dead.id, key: dead.key, attempt: 2 });
  await expect(process.complete(dead, 'late')).rejects.toEqual(lost);
  await expect(process.progress(dead)).rejects.toEqual(lost);
  await process.complete(next, 'in time');
  expect(await room.ended(id)).toMatchObject({ output: 'in time' });
  await expect(process.complete(dead, 'later still')).rejects.toEqual(over);
  expect(await completed(id)).toHaveLength(1);
});

test('an attempt that no counter reaches is one that is lost', async () => {
  await using process = await openOutside(room);
  const { queue, about } = await saveQueued(room, resize);
  const id = await room.start(process.worker, about);
  const task = first(await process.take(queue, waiting));
  const never = { ...task, attempt: Number.MAX_SAFE_INTEGER };
  await expect(process.progress(never)).rejects.toEqual(lost);
  await expect(process.complete(never, 1)).rejects.toEqual(lost);
  await expect(process.fail(never, {})).rejects.toEqual(lost);
  await process.complete(task, 2);
  expect(await room.ended(id)).toMatchObject({ output: 2 });
});

test('whoever waits for a task asks nothing meanwhile, and gets it at once when it comes, also from another process', async () => {
  await using here = await openOutside(room);
  await using there = await openOutside(room);
  const { queue, about } = await saveQueued(room, resize);
  await here.take(queue);
  const before = here.asked;
  const taking = here.take(queue, waiting);
  await sleep(1_500);
  expect(here.asked - before, 'one look').toBe(1);
  const id = await room.start(there.worker, about);
  await here.complete(first(await taking), null);
  await room.ended(id);
  expect(here.asked - before, 'a look, another that finds it, and its end').toBe(3);
});

test('one of many who wait is woken for one task', async () => {
  await using process = await openOutside(room);
  const { queue, about } = await saveQueued(room, '  - work: {call: worker, with: {queue: Q}}');
  const takings = [1, 2, 3, 4].map(() => process.take(queue, { waitMs: 2_500 }));
  await sleep(300);
  const before = process.asked;
  await room.start(process.worker, about, {});
  const task = first((await Promise.race(takings)) ?? []);
  await process.complete(task, null);
  expect((await Promise.all(takings)).flat()).toHaveLength(1);
  // its entry, the taking, a look of the next in line, its end; then the others look once more before they go
  expect(process.asked - before).toBeLessThanOrEqual(4 + 3);
});

test('whoever is woken and cannot look lets another look in a moment', async () => {
  let isFailing = false;
  await using process = await openOutside(room, {
    spoil(what) {
      if (what === 'checking') throw away; // nothing else wakes the other
      if (what !== 'taking' || !isFailing) return;
      isFailing = false;
      throw away;
    },
  });
  const { queue, about } = await saveQueued(room, resize);
  const one = process.take(queue, { waitMs: 20_000 });
  const other = process.take(queue, { waitMs: 20_000 });
  await sleep(SETTLED_MS);
  isFailing = true;
  await Promise.all([expect(one).rejects.toBe(away), room.start(process.worker, about)]);
  await process.complete(first(await other), null);
});

test('an end that was told while nobody could hear of it is found, however long that was', async () => {
  let isAway = true;
  await using process = await openOutside(room, {
    spoil(what) {
      if (isAway && what !== 'taking') throw away;
    },
  });
  const { queue, about } = await saveQueued(room, resize);
  const id = await room.start(process.worker, about);
  const task = await eventually(async () => first(await process.take(queue)));
  await process.complete(task, 1);
  await sleep(AWAY_MS);
  isAway = false;
  expect(await room.ended(id)).toMatchObject({ status: 'completed', output: 1 });
});

test('one of many who wait looks when a lease ends, and again when the next one does', async () => {
  await using process = await openOutside(room);
  const { queue, about } = await saveQueued(room, resizing('PT1S'));
  await room.start(process.worker, about);
  const dead = first(await process.take(queue, waiting));
  const atFirst = process.asked;
  const takings = Array.from({ length: 20 }, () => process.take(queue, { waitMs: 5_000 }));
  await eventually(async () => {
    if (process.asked < atFirst + 20) throw new Error('not all have looked yet');
  });
  const before = process.asked;
  const next = first((await Promise.race(takings)) ?? []);
  expect(next).toMatchObject({ id: dead.id, attempt: 2 });
  await process.complete(next, null);
  expect((await Promise.all(takings)).flat()).toHaveLength(1);
  expect(process.asked - before, 'a few looks and the end, not one for each').toBeLessThan(10);
});

test('a process that dies while a worker has a task is taken over, and the result is written once', async () => {
  const stuck = await openOutside(room, { place: 'outside-here' });
  const { queue, about } = await saveQueued(room, '  - slow: {call: worker, with: {queue: Q}}');
  const id = await room.start(stuck.worker, about);
  const task = first(await stuck.take(queue, waiting));
  await using next = await openOutside(room, { place: 'outside-here' });
  await eventually(async () => {
    if (!next.worker.engine.holds(id)) throw new Error('it is not taken over yet');
  });
  await next.complete(task, 'done');
  expect(await room.ended(id)).toMatchObject({ output: 'done' });
  expect(await completed(id)).toHaveLength(1);
  expect(await room.sql(sql`select 1 from outside_task where execution_id = ${id}`)).toHaveLength(1);
  await stuck[Symbol.asyncDispose]();
});

test('progress keeps the lease, is in the journal, and reaches whoever has the task next', async () => {
  await using process = await openOutside(room);
  const { queue, about } = await saveQueued(room, resizing('PT5S'));
  const id = await room.start(process.worker, about);
  const task = first(await process.take(queue, waiting));
  for (const percent of [20, 40, 60]) {
    await sleep(2_000);
    await process.progress(task, { percent });
  }
  expect(await process.take(queue), 'past its first lease it still has it').toEqual([]);
  await eventually(async () => {
    const told = (await room.journal(id)).filter(({ type }) => type === 'task.progressed');
    expect(told.at(-1)).toMatchObject({ task: '/do/0/resize', data: { progress: { percent: 60 } } });
  });
  const next = first(await process.take(queue, waiting));
  expect(next).toMatchObject({ attempt: 2, progress: { percent: 60 } });
  await process.complete(next, null);
  await room.ended(id);
});

test('a flood of progress is a few writes, of which the last counts', async () => {
  await using process = await openOutside(room);
  const { queue, about } = await saveQueued(room, resizing('PT1S'));
  await room.start(process.worker, about);
  const task = first(await process.take(queue, waiting));
  const before = process.asked;
  const told = Array.from({ length: 200 }, (_, percent) => process.progress(task, { percent }));
  for (const { leaseUntil } of await Promise.all(told)) expect(Date.parse(leaseUntil)).toBeGreaterThan(Date.now());
  expect(process.asked - before).toBeLessThan(20);
  const next = first(await process.take(queue, waiting));
  expect(next).toMatchObject({ attempt: 2, progress: { percent: 199 } });
  await process.complete(next, null);
});

test('a failure is the error of the task, which the workflow may catch', async () => {
  await using process = await openOutside(room);
  const { queue, about } = await saveQueued(
    room,
    `
  - guarded:
      try:
        - work: {call: worker, with: {queue: Q}}
      catch:
        errors: {with: {status: 422}}
        do:
          - mend: {set: {mended: "\${ $error.detail }"}}`,
  );
  const id = await room.start(process.worker, about);
  const task = first(await process.take(queue, waiting));
  const error = { type: 'https://a.example/errors/image', status: 422, detail: 'no image' };
  await process.fail(task, { error });
  await process.fail(task, { error });
  expect(await room.ended(id)).toMatchObject({ output: { mended: 'no image' } });
});

test('a task that is tried again by its workflow is another one with the same key', async () => {
  await using process = await openOutside(room);
  const { queue, about } = await saveQueued(
    room,
    `
  - guarded:
      try:
        - work: {call: worker, with: {queue: Q}}
      catch: {retry: {delay: {milliseconds: 1}, limit: {attempt: {count: 3}}}}`,
  );
  const id = await room.start(process.worker, about);
  const one = first(await process.take(queue, waiting));
  await process.fail(one, {});
  const two = first(await process.take(queue, waiting));
  expect([two.key, two.attempt]).toEqual([one.key, 1]);
  expect(two.id).not.toBe(one.id);
  await process.complete(two, 'good');
  expect(await room.ended(id)).toMatchObject({ output: 'good' });
});

test('a task that is given back is taken again after a pause, as often as it may be', async () => {
  await using process = await openOutside(room);
  const { queue, about } = await saveQueued(room, '  - work: {call: worker, with: {queue: Q, attempts: 2}}');
  const id = await room.start(process.worker, about);
  const one = first(await process.take(queue, waiting));
  await process.fail(one, { retry: true });
  await process.fail(one, { retry: true });
  expect(await process.take(queue)).toEqual([]);
  await expect(process.complete(one, 'late')).rejects.toEqual(lost);
  const two = first(await process.take(queue, waiting));
  expect(two.attempt).toBe(2);
  await process.fail(two, { retry: true, error: { status: 503, detail: 'still no disk' } });
  expect(await room.ended(id)).toMatchObject({ status: 'faulted', error: { status: 503, detail: 'still no disk' } });
});

test('a task that kills its workers, and one that nobody comes for, end by themselves', async () => {
  await using process = await openOutside(room);
  const deadly = await saveQueued(room, '  - work: {call: worker, with: {queue: Q, attempts: 1, heartbeat: PT1S}}');
  const lonely = await saveQueued(room, '  - work: {call: worker, with: {queue: Q, timeout: {milliseconds: 500}}}');
  const ids = [await room.start(process.worker, deadly.about), await room.start(process.worker, lonely.about)] as const;
  await process.take(deadly.queue, waiting);
  expect(await room.ended(ids[0])).toMatchObject({
    error: { status: 500, detail: expect.stringContaining('1 times') },
  });
  expect(await room.ended(ids[1])).toMatchObject({ error: { status: 408, instance: '/do/0/work' } });
  expect(await process.take(lonely.queue)).toEqual([]);
});

test('a task whose execution is cancelled is over, and its worker is told so', async () => {
  await using process = await openOutside(room);
  const { queue, about } = await saveQueued(room, resize);
  const [id, untaken] = [await room.start(process.worker, about), await room.start(process.worker, about)];
  const task = first(await process.take(queue, waiting));
  for (const one of [id, untaken]) await room.cancel(one);
  for (const one of [id, untaken]) await room.ended(one);
  await expect.poll(() => process.progress(task).catch((error) => error)).toEqual(over);
  await expect.poll(() => process.queues().then((all) => all.filter((one) => one.queue === queue))).toEqual([]);
});

test('a task that was under way beside one that failed is taken again once the execution is retried', async () => {
  await using process = await openOutside(room);
  const { queue, about } = await saveQueued(
    room,
    `
  - both:
      fork:
        branches:
          - work: {call: worker, with: {queue: Q, attempts: 1}}
          - other: {call: worker, with: {queue: Q-other}}`,
  );
  const id = await room.start(process.worker, about);
  const one = first(await process.take(queue, waiting));
  await process.fail(first(await process.take(`${queue}-other`, waiting)), {});
  await room.ended(id);
  await expect.poll(() => process.progress(one).catch((error) => error)).toEqual(over);
  await room.db.inWorkspace(room.workspaceId, (trx) => ask(trx, id, { kind: 'retried', by: 'key_1' }));
  const again = first(await process.take(queue, waiting));
  expect([again.key, again.attempt]).toEqual([one.key, 2]);
  await expect(process.complete(one, 'late')).rejects.toEqual(lost);
  await process.complete(again, 'good');
  await process.complete(first(await process.take(`${queue}-other`, waiting)), 'too');
  expect(await room.ended(id)).toMatchObject({ status: 'completed', output: ['good', 'too'] });
});

test('queues tell how deep they are, and another workspace sees and takes nothing', async () => {
  await using process = await openOutside(room);
  const { queue, about } = await saveQueued(room, '  - work: {call: worker, with: {queue: Q}}');
  const ids = [await room.start(process.worker, about), await room.start(process.worker, about)];
  await expect.poll(async () => (await process.queues()).at(-1)).toMatchObject({ queue, depth: 2, waiting: 2 });
  const [one, two] = await process.take(queue, { max: 5 });
  expect(await process.queues()).toMatchObject([{ queue, depth: 2, waiting: 0, underWay: 2, oldestAgeMs: 0 }]);
  const stranger = newId('ws');
  expect(await process.take(queue, {}, stranger)).toEqual([]);
  expect(await process.queues(stranger)).toEqual([]);
  await expect(process.queues(stranger, { cursor: 'bad!' })).rejects.toMatchObject({ code: 'invalid' });
  const none = expect.objectContaining({ code: 'not-found' });
  if (!one || !two) throw new Error('two tasks are there');
  await expect(process.complete(one, 1, stranger)).rejects.toEqual(none);
  await expect(process.progress(one, 1, stranger)).rejects.toEqual(none);
  await expect(process.fail(one, {}, stranger)).rejects.toEqual(none);
  await expect(process.complete({ ...one, queue: 'another' }, 1)).rejects.toEqual(none);
  await Promise.all([process.complete(one, 1), process.complete(two, 2)]);
  for (const id of ids) await room.ended(id);
});

test('what is no task of a queue is refused before it is one', async () => {
  await using process = await openOutside(room);
  const wrong = async (given: string) => {
    const { about } = await saveQueued(room, `  - work: {call: worker, with: {${given}}}`);
    return room.ended(await room.start(process.worker, about));
  };
  for (const given of ['queue: a b', 'queue: Q, heartbeat: PT0.1S', 'queue: Q, attempts: "${ 0 }"'])
    expect(await wrong(given), given).toMatchObject({ status: 'faulted', error: { status: 400 } });
});

test('tasks are forgotten a day after their executions have ended, not before', async () => {
  await using process = await openOutside(room);
  const { queue, about } = await saveQueued(
    room,
    '  - work: {call: worker, with: {queue: Q}}\n  - rest: {wait: {hours: 1}}',
  );
  const id = await room.start(process.worker, about);
  await process.complete(first(await process.take(queue, waiting)), null);
  await room.standing(id, ({ status }) => status === 'waiting');
  const left = async () => {
    await room.sql(sql`update outside_task set ended_at = now() - interval '2 days' where execution_id = ${id}`);
    await room.db.asSystem(forgetTasks);
    return (await room.sql(sql`select 1 from outside_task where execution_id = ${id}`)).length;
  };
  expect(await left()).toBe(1);
  await room.cancel(id);
  await room.ended(id);
  expect(await left()).toBe(0);
});
