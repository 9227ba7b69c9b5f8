import { newId } from '@mesh/contracts/id';
import { MeshError } from '@mesh/contracts/mesh-error';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { cancelExecutions, retryExecutions } from '../../src/execution/ask-executions.ts';
import { forkExecution } from '../../src/execution/fork-execution.ts';
import { listExecutions } from '../../src/execution/list-executions.ts';
import { resumeExecution } from '../../src/execution/resume-execution.ts';
import { retryExecution } from '../../src/execution/retry-execution.ts';
import { suspendExecution } from '../../src/execution/suspend-execution.ts';
import { diffExecutions } from '../../src/history/diff-executions.ts';
import { explainExecution } from '../../src/history/explain-execution.ts';
import { planCache } from '../../src/plan/plan-cache.ts';
import { launcher } from '../../src/queue/launch.ts';
import { OutcomeUnknown, standardFault } from '../../src/workflow-fault.ts';
import { asking } from '../asking.ts';
import { noObjects } from '../payload/payloads.ts';
import { Room } from '../room.ts';
import { tasks } from '../simulation.ts';

let room: Room;
beforeAll(async () => {
  room = await Room.open();
});
afterAll(() => room[Symbol.asyncDispose]());

const call = (name: string, more = '') =>
  `  - ${name}: {call: http, with: {method: post, endpoint: https://a.example/${name}, body: '\${ . }'}${more}}`;
let saved = 0;
const save = (yaml: string) => room.save(tasks(yaml).replace('name: test,', `name: operations-${++saved},`));
const params = (executionId: string) => ({ params: { executionId } });
const suspend = (id: string) => asking(suspendExecution(room), room.workspaceId, params(id));
const resume = (id: string, body = {}) => asking(resumeExecution(room), room.workspaceId, { ...params(id), body });
const retry = (id: string) => asking(retryExecution(room), room.workspaceId, params(id));

test('a waiting execution is suspended, does not go on when its time comes, and is resumed', async () => {
  await using worker = room.work(() => null);
  const id = await room.start(worker, await save('  - rest: {wait: {seconds: 40}}\n  - finish: {set: {rested: true}}'));
  await room.standing(id, ({ worker: owner }) => owner === null);
  expect(await suspend(id)).toMatchObject({ status: 'suspended' });
  expect(await suspend(id)).toMatchObject({ status: 'suspended' });
  await room.standing(id, ({ worker: owner, wakeAt }) => owner === null && wakeAt === null);
  await expect(resume(id, { outcome: { output: 'decided' } })).rejects.toMatchObject({ code: 'conflict' });
  expect(await room.row(id)).toMatchObject({ status: 'suspended', asked: null });
  expect(await resume(id)).toMatchObject({ status: 'waiting' });
  expect((await room.journal(id)).map(({ type }) => type)).toEqual([
    'execution.started',
    'task.started',
    'execution.suspended',
    'execution.resumed',
  ]);
});

test('what is under way when it is suspended ends once, and the next task begins after it is resumed', async () => {
  const answer = Promise.withResolvers<string>();
  await using worker = room.work(({ pointer }) => (pointer.endsWith('one') ? answer.promise : 'two'));
  const id = await room.start(worker, await save(`${call('one')}\n${call('two')}`));
  expect(await suspend(id)).toMatchObject({ status: 'suspended' });
  answer.resolve('one');
  await room.standing(id, ({ worker: owner }) => owner === null);
  await resume(id);
  expect(await room.ended(id)).toMatchObject({ status: 'completed', output: 'two' });
});

test('a faulted execution goes on from the task that failed; what has ended otherwise does not', async () => {
  let isBroken = true;
  const asked: string[] = [];
  await using worker = room.work(({ key }) => {
    asked.push(key);
    if (isBroken && key.includes('two')) throw standardFault('communication', 'down', { status: 503 });
    return 'done';
  });
  const id = await room.start(worker, await save(`${call('one')}\n${call('two')}`));
  expect(await room.ended(id)).toMatchObject({ status: 'faulted' });
  isBroken = false;
  await retry(id);
  expect(await room.ended(id)).toMatchObject({ status: 'completed', error: null });
  expect(asked.map((key) => key.split('/').at(-1)?.split(':')[0])).toEqual(['one', 'two', 'two']);
  await expect(retry(id)).rejects.toThrow(MeshError);
  const told = (await room.told()).filter(({ subject }) => subject === id);
  expect(told.map(({ type }) => String(type).split('.').at(-2))).toEqual(['started', 'faulted', 'completed']);
});

test('where the workflow failed as a whole there is nothing to retry', async () => {
  await using worker = room.work(() => null);
  const about = await room.save(`document: {dsl: 1.0.0, namespace: test, name: whole, version: 1.0.0}
input: {schema: {format: json, document: {type: object, required: [a]}}}
do:
  - one: {set: {a: 1}}`);
  const id = await room.start(worker, about);
  await room.ended(id);
  await expect(retry(id)).rejects.toThrow('start it anew');
});

test('a fork goes on by itself from a task, and the diff tells where it came out differently', async () => {
  await using worker = room.work(({ arguments: asked }) => (asked as { body: { n: number } }).body);
  const about = await save(`${call('one')}\n${call('two')}`);
  const id = await room.start(worker, about, { n: 1 });
  await room.ended(id);
  const handler = forkExecution({
    db: room.db,
    worker,
    planOf: planCache(room.db),
    ...launcher({ db: room.db, worker }),
  });
  const fork = await asking(handler, room.workspaceId, {
    ...params(id),
    body: { fromTask: 'two', input: { n: 2 } },
  });
  expect(await room.ended(fork.id)).toMatchObject({ status: 'completed', output: { n: 2 }, input: { n: 1 } });
  const diff = await asking(diffExecutions(room), room.workspaceId, { ...params(id), query: { with: fork.id } });
  expect(diff).toEqual({
    input: { same: true },
    tasks: [
      {
        task: '/do/1/two',
        run: 1,
        left: { outcome: 'completed', output: { n: 1 } },
        right: { outcome: 'completed', output: { n: 2 } },
      },
    ],
    same: 1,
    end: { left: 'completed', right: 'completed' },
  });
  const ofNull = { ...params(id), body: { fromTask: '/do/1/two', input: null } };
  const { id: nothing } = await asking(handler, room.workspaceId, ofNull);
  expect(await room.ended(nothing)).toMatchObject({ status: 'completed', output: null });
  const nowhere = (executionId: string) =>
    asking(handler, room.workspaceId, { ...params(executionId), body: { fromTask: '/do/9/none' } });
  for (const one of [id, fork.id]) await expect(nowhere(one)).rejects.toThrow('has not begun');
});

test('a fork counts as a start of its workspace', async () => {
  await using worker = room.work(() => null);
  const id = await room.start(worker, await save(call('one')));
  await room.ended(id);
  const { countStart } = launcher({ db: room.db, worker, quota: { startsPerSecond: 1, queued: 100 } });
  const handler = forkExecution({ db: room.db, worker, planOf: planCache(room.db), countStart });
  const fork = () => asking(handler, room.workspaceId, { ...params(id), body: { fromTask: '/do/0/one' } });
  await Promise.all([fork(), fork()]);
  await expect(fork()).rejects.toMatchObject({ code: 'rate-limited' });
});

test('a call that is made at most once is not repeated by a take-over: a person says what came of it', async () => {
  let asked = 0;
  const never = call('charge', ', metadata: {retry: never}');
  const stuck = room.work(() => {
    asked += 1;
    return new Promise(() => {});
  }, 'there');
  const id = await room.start(stuck, await save(`${never}\n${call('ship')}`));
  await expect.poll(() => asked).toBe(1);
  await using _next = room.work(({ arguments: given }) => given, 'there');
  await room.standing(id, ({ status, worker }) => status === 'suspended' && worker === null);
  await stuck[Symbol.asyncDispose]();
  expect(asked).toBe(1);
  await expect(resume(id)).rejects.toMatchObject({ code: 'conflict', extra: { undecided: ['/do/0/charge'] } });
  await resume(id, { outcome: { output: { charged: true } } });
  expect(await room.ended(id)).toMatchObject({ output: { body: { charged: true } } });
});

test('where the only call was not answered, the execution stops as well', async () => {
  await using worker = room.work(() => {
    throw new OutcomeUnknown('no answer');
  });
  const id = await room.start(worker, await save(call('charge', ', metadata: {retry: never}')));
  await room.standing(id, ({ status }) => status === 'suspended');
  const gone = { type: 'https://example.com/not-charged', status: 402 };
  await resume(id, { outcome: { task: '/do/0/charge', error: gone } });
  expect(await room.ended(id)).toMatchObject({ status: 'faulted', error: gone });
});

test('what the only call is refused with is what a handler gets, and no retry waits for another', async () => {
  await using worker = room.work(() => {
    throw standardFault('communication', 'no money', { status: 402 });
  });
  const guarded = `
  - guarded:
      try: [${call('charge', ', metadata: {retry: never}').trim().slice(2)}]
      catch: {retry: {delay: {hours: 1}}, do: [{noted: {set: {status: "\${ $error.status }"}}}]}`;
  expect(await room.ended(await room.start(worker, await save(guarded)))).toMatchObject({ output: { status: 402 } });
});

test('executions are found by what their input contains, and cancelled and retried by the same', async () => {
  let isBroken = true;
  await using worker = room.work(({ pointer }) => {
    if (pointer.endsWith('stay')) return new Promise(() => {});
    if (isBroken) throw standardFault('communication', 'down');
    return 'up';
  });
  const [stays, fails] = [await save(call('stay')), await save(call('fail'))];
  const forty = await room.start(worker, stays, { customer: { id: 40, name: 'a' } });
  const other = await room.start(worker, stays, { customer: { id: 41, name: 'a' } });
  const text = await room.start(worker, fails, { customer: { id: '40' } });
  await room.ended(text);
  const list = (query: object) =>
    asking(listExecutions(room.db), room.workspaceId, { query: query as Record<string, string> });
  expect((await list({ 'input.customer.id': '40' })).items.map(({ id }) => id)).toEqual([text, forty]);
  const workflow = `${stays.namespace}/${stays.name}`;
  expect((await list({ 'input.customer.name': 'a', workflow })).items).toHaveLength(2);
  expect((await list({ workflow: `${workflow}/9.9.9` })).items).toEqual([]);
  const beyond = { filter: { workflow: `${workflow}/9.9.9` } };
  expect(await asking(cancelExecutions(room.db), room.workspaceId, { body: beyond })).toMatchObject({ count: 0 });

  const filter = { input: { customer: { id: 40 } } };
  expect(await asking(cancelExecutions(room.db), room.workspaceId, { body: { filter } })).toEqual({
    count: 1,
    more: false,
  });
  expect(await room.ended(forty)).toMatchObject({ status: 'cancelled' });
  expect((await room.journal(forty)).at(-1)).toMatchObject({ data: { by: expect.stringMatching(/^key_/) } });
  const explain = explainExecution({ db: room.db, objects: noObjects });
  expect(await asking(explain, room.workspaceId, { params: { executionId: forty } })).toMatchObject({
    reason: expect.stringMatching(/^it is over: cancelled by key_/),
  });
  expect(await room.row(other)).toMatchObject({ status: 'running' });

  isBroken = false;
  const broken = { workflow: fails.workflowId };
  expect(await asking(retryExecutions(room.db), room.workspaceId, { body: { filter: broken } })).toMatchObject({
    count: 1,
  });
  await room.standing(text, ({ status }) => status === 'completed');
});

const someId = newId('exe');
test.each(['x', someId, `~${someId}`, `1.5~${someId}`, '1764280000123456~x', `1764280000123456~${someId}~`])(
  '%s is no cursor of executions',
  async (cursor) => {
    const asked = asking(listExecutions(room.db), room.workspaceId, { query: { cursor } });
    await expect(asked).rejects.toMatchObject({ code: 'invalid' });
  },
);

test('what was just asked to be suspended is cancelled with all others', async () => {
  await using worker = room.work(() => null);
  const about = await save('  - rest: {wait: {seconds: 40}}');
  const id = await room.start(worker, about);
  await room.standing(id, ({ worker: owner }) => owner === null);
  await worker[Symbol.asyncDispose]();
  await room.sql(sql`update execution set asked = '{"kind":"suspended","by":"key_1"}' where id = ${id}`);
  const all = { body: { filter: { workflow: about.workflowId } } };
  expect(await asking(cancelExecutions(room.db), room.workspaceId, all)).toMatchObject({ count: 1 });
  expect(await room.row(id)).toMatchObject({ asked: expect.stringContaining('cancelled') });
  expect(await asking(cancelExecutions(room.db), room.workspaceId, all)).toMatchObject({ count: 0 });
});

test('of more than ten thousand that are retried the cursor leads to the rest, whatever becomes of the first', async () => {
  const { workspaceId } = room;
  const { workflowId, namespace, name, version } = await save(call('fail'));
  const ids = Array.from({ length: 10_001 }, () => newId('exe')).sort();
  await room.sql(sql`
    insert into execution (id, workspace_id, workflow_id, namespace, name, version, input, scopes, started_at, status, ended_at)
    select id, ${workspaceId}, ${workflowId}, ${namespace}, ${name}, ${version}, '{}', '{}', now(), 'faulted', now()
    from unnest(${ids}::text[]) as id`);
  const ask = (cursor?: string) =>
    asking(retryExecutions(room.db), workspaceId, { body: { filter: { workflow: workflowId }, cursor } });
  expect(await ask()).toEqual({ count: 10_000, more: true, nextCursor: ids[9_999] });
  await room.sql(sql`update execution set asked = null`); // they have faulted again
  expect(await ask(ids[9_999])).toEqual({ count: 1, more: false });
});
