import { newId } from '@mesh/contracts/id';
import { MeshError } from '@mesh/contracts/mesh-error';
import type { Json } from '@mesh/jq/json';
import { contextOf, inSpan } from '@mesh/runtime/span';
import { startTelemetry } from '@mesh/runtime/telemetry';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { About } from '../../src/execution/about.ts';
import { cancelExecutions } from '../../src/execution/ask-executions.ts';
import { cancelExecution } from '../../src/execution/cancel-execution.ts';
import { resumeExecution } from '../../src/execution/resume-execution.ts';
import { retryExecution } from '../../src/execution/retry-execution.ts';
import { startExecution } from '../../src/execution/start-execution.ts';
import { startExecutions } from '../../src/execution/start-executions.ts';
import { startable } from '../../src/execution/startable.ts';
import { suspendExecution } from '../../src/execution/suspend-execution.ts';
import { planCache } from '../../src/plan/plan-cache.ts';
import { launcher } from '../../src/queue/launch.ts';
import type { Worker } from '../../src/worker/worker.ts';
import { asking } from '../asking.ts';
import { eventually, Room } from '../room.ts';
import { tasks } from '../simulation.ts';

let room: Room;
beforeAll(async () => {
  room = await Room.open();
});
afterAll(() => room[Symbol.asyncDispose]());

let saved = 0;
const call = '  - ask: {call: http, with: {method: get, endpoint: https://a.example}}';
const save = (metadata = '{}', yaml = call) =>
  room.save(
    tasks(yaml).replace('name: test, version: 1.0.0', `name: queue-${++saved}, version: 1.0.0, metadata: ${metadata}`),
  );

type Options = { concurrencyKey?: string; priority?: number; startAt?: Date; input?: Json };
async function launch(worker: Worker, about: About, options: Options = {}, id = newId('exe')): Promise<string> {
  await eventually(async () => worker.engine);
  const plan = await planCache(room.db)(about.workspaceId, about.workflowId);
  await launcher({ db: room.db, worker }).launch({ about: { ...about, id }, plan, input: {}, ...options });
  return id;
}

/** Answers when told to; counts what is under way. */
function gate() {
  const waiting: (() => void)[] = [];
  const order: string[] = [];
  let most = 0;
  let now = 0;
  return {
    order,
    waiting,
    get most() {
      return most;
    },
    answer: async (_: unknown, { id }: { id: string }) => {
      order.push(id);
      now += 1;
      most = Math.max(most, now);
      await new Promise<void>((resolve) => waiting.push(resolve));
      now -= 1;
      return null;
    },
    /** Lets one go on; false where none waits. */
    open() {
      const next = waiting.shift();
      next?.();
      return next !== undefined;
    },
  };
}

test('executions of one key run one after the other, by priority and age, in the limit that the document tells', async () => {
  const asked = gate();
  await using worker = room.work(asked.answer);
  const about = await save('{concurrency: 2}');
  const [a, b] = [
    await launch(worker, about, { concurrencyKey: 'k' }),
    await launch(worker, about, { concurrencyKey: 'k' }),
  ];
  await expect.poll(() => asked.order.length).toBe(2);
  const c = await launch(worker, about, { concurrencyKey: 'k' });
  const d = await launch(worker, about, { concurrencyKey: 'k', priority: 5 });
  const free = await launch(worker, about, { concurrencyKey: 'other' });
  await expect.poll(() => asked.order.length).toBe(3);
  expect(await room.row(c)).toMatchObject({ status: 'pending', worker: null });
  expect(asked.order.slice(2)).toEqual([free]);
  asked.open();
  await expect.poll(() => asked.order.length).toBe(4);
  asked.open();
  await expect.poll(() => asked.order.length).toBe(5);
  expect(asked.order.slice(3)).toEqual([d, c]);
  while (asked.open());
  for (const id of [a, b, c, d]) {
    asked.open();
    expect(await room.ended(id)).toMatchObject({ status: 'completed' });
  }
  expect(asked.most).toBe(3);
});

test('the document gives each execution a key made of its input, unless the caller gives one', async () => {
  const asked = gate();
  await using worker = room.work(asked.answer);
  const about = await save('{concurrencyKey: "${ .customer }"}');
  const of = (customer: string, more: Options = {}) => launch(worker, about, { input: { customer }, ...more });
  const ids = [await of('a'), await of('b'), await of('a', { concurrencyKey: 'apart' })];
  await expect.poll(() => asked.order.length).toBe(3);
  const behind = await of('a');
  await expect.poll(() => room.row(behind)).toMatchObject({ status: 'pending', worker: null });
  expect(asked.order.toSorted()).toEqual(ids.toSorted());
  while (asked.open());
  await expect.poll(() => asked.order.at(-1)).toBe(behind);
  while (asked.open());
  for (const id of [...ids, behind]) expect(await room.ended(id)).toMatchObject({ status: 'completed' });
});

test('what cannot begin goes back into the queue as it stood there', async () => {
  await using worker = room.work(() => null);
  const about = await save('{}', '  - ask: {call: "https://a.example/function.yaml", with: {}}');
  const { workflowId } = await save('{concurrency: 3}');
  const plan = await planCache(room.db)(room.workspaceId, workflowId);
  await eventually(async () => worker.engine);
  await launcher({ db: room.db, worker }).launch({ about, plan, input: {}, concurrencyKey: 'k', priority: 7 });
  const later = sql`select priority, key_limit, key is not null as keyed from queued_execution
    where execution_id = ${about.id} and begins_at > now()`;
  await eventually(async () => expect(await room.sql(later)).toEqual([{ priority: 7, keyLimit: 3, keyed: true }]));
  await room.cancel(about.id);
  expect(await room.ended(about.id)).toMatchObject({ status: 'cancelled' });
});

test('a start of the future is pending until its time', async () => {
  await using worker = room.work(() => null);
  const id = await launch(worker, await save(), { startAt: new Date(Date.now() + 1_200) });
  expect(await room.row(id)).toMatchObject({ status: 'pending' });
  const { endedAt, startedAt } = await room.ended(id);
  expect((endedAt?.getTime() ?? 0) - startedAt.getTime()).toBeGreaterThanOrEqual(1_000);
  expect((await room.journal(id))[0]).toMatchObject({ type: 'execution.started' });
  const told = (await room.told()).filter(({ subject }) => subject === id);
  expect(told).toHaveLength(2);
});

test('beyond its share the executions of a workspace are pending; another workspace still begins at once', async () => {
  const asked = gate();
  await using worker = room.work(asked.answer, undefined, { inAll: 6, ofWorkspace: 4 });
  const about = await save();
  const ids = await Promise.all(Array.from({ length: 10 }, () => launch(worker, about)));
  await expect.poll(() => asked.order.length).toBe(4);
  const other: About = { ...(await save()), workspaceId: newId('ws') };
  const quiet = newId('exe');
  const plan = await planCache(room.db)(room.workspaceId, other.workflowId);
  const { isPending } = await launcher({ db: room.db, worker }).launch({
    about: { ...other, id: quiet },
    plan,
    input: {},
  });
  expect(isPending).toBe(false);
  await expect.poll(() => asked.order.at(-1)).toBe(quiet);
  expect(worker.queue.slots.held).toBe(5);
  for (const id of ids) {
    for (let opened = 0; opened < 10; opened++) asked.open();
    await eventually(async () => {
      asked.open();
      expect((await room.row(id)).endedAt).not.toBeNull();
    });
  }
  expect(asked.most).toBeLessThanOrEqual(5);
});

test('what is queued is begun by whichever process lives, and a process that dies beginning loses nothing', async () => {
  const about = await save();
  const first = room.work(() => null, undefined, { inAll: 0, ofWorkspace: 0 });
  const id = await launch(first, about);
  expect(await room.row(id)).toMatchObject({ status: 'pending' });
  await first[Symbol.asyncDispose]();
  await room.sql(sql`delete from queued_execution where execution_id = ${id}`);
  await room.sql(sql`insert into dead_worker values ('dead')`);
  await room.sql(sql`update execution set worker = 'dead' where id = ${id}`);
  await using _second = room.work(() => null);
  expect(await room.ended(id)).toMatchObject({ status: 'completed' });
});

test('a pending execution is cancelled before it has done anything', async () => {
  await using worker = room.work(() => null);
  const id = await launch(worker, await save(), { startAt: new Date(Date.now() + 60_000) });
  await asking(cancelExecution({ db: room.db, worker }), room.workspaceId, { params: { executionId: id } });
  expect((await room.journal(id)).map(({ type }) => type)).toEqual(['execution.cancelled']);
});

test('what is cancelled leaves the queue in the same transaction, one or many', async () => {
  await using worker = room.work(() => null);
  const about = await save();
  const startAt = new Date(Date.now() + 60_000);
  const ids = await Promise.all([1, 2, 3].map(() => launch(worker, about, { startAt })));
  const queued = () =>
    room.sql(sql<{ id: string }>`select execution_id as id from queued_execution where execution_id = any(${ids})`);
  const [one = ''] = ids;
  await room.cancel(one);
  expect((await queued()).map(({ id }) => id).sort()).toEqual(ids.slice(1).sort());
  const filter = { workflow: about.workflowId };
  const { count } = await asking(cancelExecutions(room.db), room.workspaceId, { body: { filter } });
  expect(count).toBeGreaterThanOrEqual(2);
  expect(await queued()).toEqual([]);
  for (const id of ids) expect(await room.ended(id)).toMatchObject({ status: 'cancelled' });
});

test('a workspace takes nothing of another out of the queue', async () => {
  await using worker = room.work(() => null);
  const id = await launch(worker, await save(), { startAt: new Date(Date.now() + 60_000) });
  await room.cancel(id, newId('ws'));
  const [row] = await room.sql(
    sql<{ id: string }>`select execution_id as id from queued_execution where execution_id = ${id}`,
  );
  expect(row).toEqual({ id });
  expect(await room.row(id)).toMatchObject({ status: 'pending', asked: null });
});

test('what has not begun is not suspended, and nothing that is asked of it begins it', async () => {
  await using worker = room.work(() => null);
  const id = await launch(worker, await save(), { startAt: new Date(Date.now() + 60_000) });
  const request = { params: { executionId: id } };
  const suspended = asking(suspendExecution({ db: room.db }), room.workspaceId, request);
  await expect(suspended).rejects.toMatchObject({ code: 'conflict', message: expect.stringMatching(/cancel it, or/) });
  const retried = asking(retryExecution({ db: room.db }), room.workspaceId, request);
  await expect(retried).rejects.toMatchObject({ code: 'conflict' });
  const resumed = await asking(resumeExecution({ db: room.db }), room.workspaceId, request);
  expect(resumed).toMatchObject({ status: 'pending' });
  expect(await room.row(id)).toMatchObject({ status: 'pending', asked: null, wakeAt: null, worker: null });
});

test('a thousand inputs start in one question, once however often it is asked', async () => {
  await using worker = room.work(() => null);
  await eventually(async () => worker.engine);
  const { workflowId } = await save('{}', '  - one: {set: {a: 1}}');
  const needs = {
    planOf: planCache(room.db),
    startable: startable(room.db),
    ...launcher({ db: room.db, worker }),
  };
  const inputs = Array.from({ length: 1_000 }, (_, n) => ({ n }));
  const id = newId('exe');
  const once = () => asking(startExecutions(needs), room.workspaceId, { params: { workflowId }, body: { inputs } }, id);
  const { items } = await once();
  expect(new Set(items.map((item) => item.id)).size).toBe(1_000);
  expect(items.map((item) => item.id)).toEqual(items.map((item) => item.id).sort());
  expect((await once()).items.map((item) => item.id)).toEqual(items.map((item) => item.id));
  await eventually(async () => {
    const [row] = await room.sql(sql<{ count: number }>`
      select count(*)::integer as count from execution where workflow_id = ${workflowId} and status = 'completed'`);
    expect(row?.count).toBe(1_000);
  });
});

test('of a batch whose keys take long to evaluate each leaves the event loop to others', async () => {
  await using worker = room.work(() => null);
  await eventually(async () => worker.engine);
  const about = await save('{concurrencyKey: "${ .n }"}', '  - one: {set: {a: 1}}');
  const plan = await planCache(room.db)(about.workspaceId, about.workflowId);
  let turn = 0;
  let next = setImmediate(function again() {
    turn += 1;
    next = setImmediate(again);
  });
  const turns: number[] = [];
  const key = () => {
    for (const until = performance.now() + 25; performance.now() < until; );
    return turns.push(turn);
  };
  const launchings = Array.from({ length: 5 }, () => ({
    about: { ...about, id: newId('exe') },
    plan: { ...plan, concurrency: { key, limit: 1 } },
    input: {},
  }));
  await launcher({ db: room.db, worker }).launchAll(about.workspaceId, launchings);
  clearImmediate(next);
  expect(new Set(turns).size).toBe(launchings.length);
});

test('of a batch a few are recorded in the trace of the request, and all belong to it', async () => {
  await using _telemetry = await startTelemetry({ service: 'test', version: '1', tracesPerSecond: 1 });
  await using worker = room.work(() => null);
  await eventually(async () => worker.engine);
  const { workflowId } = await save();
  const planOf = planCache(room.db);
  const needs = { ...launcher({ db: room.db, worker }), planOf, startable: startable(room.db) };
  const inputs = Array.from({ length: 50 }, (_, n) => ({ n }));
  const trace = '0af7651916cd43dd8448eb211c80319c';
  await inSpan('a batch', { parent: contextOf(`00-${trace}-b7ad6b7169203331-01`) }, () =>
    asking(startExecutions(needs), room.workspaceId, { params: { workflowId }, body: { inputs } }, newId('exe')),
  );
  const [row] = await room.sql(sql<{ recorded: number; belonging: number }>`
    select count(*) filter (where traceparent like '%-01')::integer as recorded,
      count(*) filter (where traceparent like ${`00-${trace}-%`})::integer as belonging
    from execution where workflow_id = ${workflowId}`);
  expect(row).toEqual({ recorded: 10, belonging: 50 });
});

test('a workspace that starts too many in a second, or has too many queued, is told so', async () => {
  await using worker = room.work(() => null);
  await eventually(async () => worker.engine);
  const about = await save();
  const plan = await planCache(room.db)(room.workspaceId, about.workflowId);
  const { launch: start } = launcher({ db: room.db, worker, quota: { startsPerSecond: 2, queued: 100 } });
  const many = Promise.all(
    Array.from({ length: 5 }, () => start({ about: { ...about, id: newId('exe') }, plan, input: {} })),
  );
  await expect(many).rejects.toMatchObject({ code: 'rate-limited', retryAfterSeconds: 1 });
  const { launch: none } = launcher({ db: room.db, worker, quota: { startsPerSecond: 2, queued: 0 } });
  const queued = none({ about: { ...about, id: newId('exe') }, plan, input: {}, concurrencyKey: 'k' });
  await expect(queued).rejects.toThrow(MeshError);
});

test('a batch that is beyond the quota of its workspace begins nothing', async () => {
  await using worker = room.work(() => null);
  await eventually(async () => worker.engine);
  const { workflowId } = await save('{}', '  - one: {set: {a: 1}}');
  const batch = (count: number, quota: { startsPerSecond: number; queued: number }) => {
    const needs = {
      ...launcher({ db: room.db, worker, quota }),
      planOf: planCache(room.db),
      startable: startable(room.db),
    };
    const inputs = Array.from({ length: count }, (_, n) => ({ n }));
    const started = startExecutions(needs);
    return () => asking(started, room.workspaceId, { params: { workflowId }, body: { inputs } }, newId('exe'));
  };
  const often = batch(30, { startsPerSecond: 20, queued: 100 });
  expect((await often()).items).toHaveLength(30);
  await expect(often()).rejects.toMatchObject({ code: 'rate-limited' });
  const many = worker.queue.slots.capacity.ofWorkspace + 1;
  await expect(batch(many, { startsPerSecond: many, queued: 0 })()).rejects.toMatchObject({ code: 'unprocessable' });
  const [row] = await room.sql(sql<{ count: number }>`
    select count(*)::integer as count from execution where workflow_id = ${workflowId}`);
  expect(row?.count).toBe(30);
});

test('who asks twice at the same moment is told of the same execution, though neither has found it yet', async () => {
  await using worker = room.work(() => null);
  const { workflowId } = await save();
  await eventually(async () => worker.engine);
  const { db } = room;
  const planOf = planCache(db);
  const needs = { db, worker, ...launcher({ db, worker }), planOf, startable: startable(db) };
  const id = newId('exe');
  const question = { params: { workflowId }, body: { input: {}, priority: 0 } };
  const start = () => asking(startExecution(needs), room.workspaceId, question as never, id);
  for (const told of await Promise.all(Array.from({ length: 20 }, start))) expect(told.id).toBe(id);
});

test('whoever waits for a program outside holds no slot, however long that takes', async () => {
  const answers = Promise.withResolvers<string>();
  const answer = ({ function: name }: { function: string }) => (name === 'worker' ? answers.promise : null);
  await using worker = room.work(answer, 'outside', { inAll: 1, ofWorkspace: 1 });
  const outside = await launch(worker, await save('{}', '  - ask: {call: worker, with: {queue: slow}}'));
  await room.standing(outside, ({ status, worker: owner }) => status === 'waiting' && owner !== null);
  expect(worker.queue.slots.held).toBe(0);
  expect(await room.ended(await launch(worker, await save()))).toMatchObject({ status: 'completed' });
  answers.resolve('done');
  expect(await room.ended(outside)).toMatchObject({ status: 'completed', output: 'done' });
});
