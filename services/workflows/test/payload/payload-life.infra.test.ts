import { newId } from '@mesh/contracts/id';
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { archiveEnded } from '../../src/archive/archive-ended.ts';
import { forkExecution } from '../../src/execution/fork-execution.ts';
import { getExecution } from '../../src/execution/get-execution.ts';
import { listExecutions } from '../../src/execution/list-executions.ts';
import { forgetWorkspace } from '../../src/heard/forget-workspace.ts';
import { diffExecutions } from '../../src/history/diff-executions.ts';
import { forgetTasks } from '../../src/outside/task-store.ts';
import { MOST_BYTES } from '../../src/payload/size.ts';
import { sweepPayloads } from '../../src/payload/sweep-payloads.ts';
import { planCache } from '../../src/plan/plan-cache.ts';
import { launcher } from '../../src/queue/launch.ts';
import { asking } from '../asking.ts';
import { openOutside } from '../outside/outside-room.ts';
import { eventually, Room } from '../room.ts';
import { tasks } from '../simulation.ts';
import { payloadRoom } from './payload-room.ts';

const MIB = 1_024 * 1_024;
const HOUR_MS = 3_600_000;
const CALL = '  - ask: {call: http, with: {method: get, endpoint: https://a.example}}';

const its = payloadRoom();
const { get, history, needs, objectsOf, save } = its;

const large = (bytes: number, of = 'a') => ({ text: of.repeat(bytes) });
const params = (executionId: string) => ({ params: { executionId } });

test('what nothing refers to is swept a day after it was put, and what a row refers to stays', async () => {
  await using worker = its.room.work(() => large(MIB));
  const id = await its.room.start(worker, await save(CALL), large(MIB, 'b'));
  await its.room.ended(id);
  const mine = await objectsOf(id);
  expect(mine.length).toBe(2); // input and result: an output that is passed on lies there once
  const gone = `payloads/${its.room.workspaceId}/${newId('exe')}/0a0c1c44-7d06-4b58-9c53-6cf4c2b0b3f1`;
  const unknown = `payloads/${its.room.workspaceId}/${id}/9c1f7c1e-1d0a-44a5-8d3e-8a4f2d1b7c22`;
  for (const key of [gone, unknown]) await its.kept.objects.put(key, Buffer.from('left behind'));

  const sweep = (hours: number) =>
    sweepPayloads({ db: its.room.db, objects: its.kept.objects }, Date.now() + hours * HOUR_MS);
  expect(await sweep(23)).toBe(0);
  expect(await sweep(25)).toBe(2);
  expect(await objectsOf(id)).toEqual(mine);
  expect(await sweep(24 * 365)).toBe(0);
  expect((await get(id)).output).toEqual(large(MIB));
});

test('an archived execution reads as before, and keeps its payloads', async () => {
  await using worker = its.room.work(() => large(MIB));
  const id = await its.room.start(worker, await save(CALL), large(MIB, 'b'));
  await its.room.ended(id);
  await its.room.sql(sql`update execution set ended_at = now() - interval '40 days' where id = ${id}`);
  const before = [await get(id), await history(id)];
  expect(await archiveEnded(its.room.db, its.kept.objects, new Date(Date.now() - 30 * 24 * HOUR_MS))).toBe(1);
  expect([await get(id), await history(id)]).toEqual(before);
  expect(await sweepPayloads({ db: its.room.db, objects: its.kept.objects }, Date.now() + 72 * HOUR_MS)).toBe(0);
  expect(await get(id)).toEqual(before[0]);
});

test('of a deleted workspace no payload is left, and those of others stay', async () => {
  await using other = await Room.open(its.kept.payloads);
  await using worker = other.work(() => null);
  const about = await other.save(tasks('  - one: {set: {a: 1}}'));
  await other.ended(await other.start(worker, about, large(MIB)));
  const before = await its.kept.keysBelow('payloads/');
  const theirs = await its.kept.keysBelow(`payloads/${other.workspaceId}/`);
  expect(theirs).toHaveLength(1);
  await new Promise((resolve) => setTimeout(resolve, 1_000)); // the store's times are in seconds
  expect(await forgetWorkspace({ db: other.db, objects: its.kept.objects }, other.workspaceId)).toBe(true);
  expect(await its.kept.keysBelow('payloads/')).toEqual(before.filter((key) => !theirs.includes(key)));
});

test('a result beyond what is kept fails its task, which may be caught', async () => {
  await using worker = its.room.work(() => large(MOST_BYTES));
  const caught = `  - careful:
      try: [{ask: {call: http, with: {method: get, endpoint: https://a.example}}}]
      catch: {errors: {with: {status: 413}}, do: [{say: {set: {said: "\${ .type }"}}}]}`;
  const id = await its.room.start(worker, await save(CALL));
  expect((await its.room.ended(id)).error).toMatchObject({ status: 413, instance: '/do/0/ask' });
  const careful = await its.room.start(worker, await save(caught));
  expect(await its.room.ended(careful)).toMatchObject({ status: 'completed' });
}, 60_000);

test('a fork begins with a past of large values, and a diff tells outputs by their digests', async () => {
  let answer = large(MIB);
  await using worker = its.room.work(() => answer);
  const yaml = `${CALL}\n  - more: {call: http, with: {method: get, endpoint: https://b.example}}`;
  const id = await its.room.start(worker, await save(yaml), large(MIB, 'b'));
  await its.room.ended(id);
  answer = large(MIB, 'c');
  const fork = forkExecution({
    db: its.room.db,
    worker,
    planOf: planCache(its.room.db),
    ...launcher({ db: its.room.db, worker }),
  });
  const forked = await asking(fork, its.room.workspaceId, { ...params(id), body: { fromTask: '/do/1/more' } });
  expect(await its.room.ended(forked.id)).toMatchObject({ status: 'completed' });
  expect(await get(forked.id)).toMatchObject({ input: large(MIB, 'b'), output: answer });

  const diff = await asking(diffExecutions(needs()), its.room.workspaceId, {
    ...params(id),
    query: { with: forked.id },
  });
  expect(diff).toMatchObject({ input: { same: true }, same: 1, tasks: [{ task: '/do/1/more' }] });
  const sides = [diff.tasks[0]?.left, diff.tasks[0]?.right];
  for (const side of sides)
    expect(side).toEqual({
      outcome: 'completed',
      output: { bytes: JSON.stringify(answer).length, sha256: expect.stringMatching(/^[0-9a-f]{64}$/) },
      leftOut: ['output'],
    });
});

test('a list names what it leaves out', async () => {
  await using worker = its.room.work(() => large(MIB));
  const about = await save(CALL);
  const id = await its.room.start(worker, about, large(MIB, 'b'));
  await its.room.ended(id);
  const query = { workflow: about.workflowId };
  const { items } = await asking(listExecutions(its.room.db), its.room.workspaceId, { query } as never);
  expect(items).toMatchObject([{ id, input: null, output: null, leftOut: ['input', 'output'] }]);
});

test('a large error is told whole where one asks for it', async () => {
  await using worker = its.room.work(() => null);
  const detail = 'long '.repeat(MIB / 5);
  const yaml = `  - fail: {raise: {error: {type: https://a.example/long, status: 400, title: long, detail: "\${ .text }"}}}`;
  const id = await its.room.start(worker, await save(yaml), { text: detail });
  await its.room.ended(id);
  expect((await get(id)).error).toMatchObject({ type: 'https://a.example/long', status: 400, detail });
  const brief = await asking(getExecution(needs()), its.room.workspaceId, { ...params(id), query: { large: 'omit' } });
  expect(brief).toMatchObject({ error: { type: 'https://a.example/long', status: 400 }, leftOut: ['input', 'error'] });
});

test('what a worker gets and makes that is large lies in the bucket until its task is forgotten, and the execution has it', async () => {
  await using outside = await openOutside(its.room);
  const about = await save('  - ask: {call: worker, with: {queue: large, input: "${ . }"}}');
  const id = await its.room.start(outside.worker, about, large(MIB, 'b'));
  await eventually(async () => expect((await outside.queues())[0]).toMatchObject({ depth: 1 }));
  its.kept.store.isAway = true;
  await expect(outside.take('large')).rejects.toMatchObject({ code: 'unavailable' });
  its.kept.store.isAway = false;
  const [task] = await eventually(async () => {
    const taken = await outside.take('large', { waitMs: 100 });
    expect(taken).toHaveLength(1);
    return taken;
  });
  if (!task) throw new Error('there is no task');
  expect([task.attempt, JSON.stringify(task.input) === JSON.stringify(large(MIB, 'b'))]).toEqual([1, true]);
  its.kept.store.isAway = true;
  await expect(outside.complete(task, large(MIB))).rejects.toMatchObject({ code: 'unavailable' });
  its.kept.store.isAway = false;
  await expect(outside.complete(task, large(MOST_BYTES))).rejects.toMatchObject({ code: 'payload-too-large' });
  await outside.complete(task, large(MIB));
  await outside.complete(task, large(MIB)); // said twice
  await its.room.ended(id);
  expect((await get(id)).output).toEqual(large(MIB));
  const [row] = await its.room.sql(sql<{ size: number }>`
    select length(t::text) as size from outside_task t where execution_id = ${id}`);
  expect(row?.size).toBeLessThan(2_000);
  expect(await objectsOf(id)).toHaveLength(4); // input and output, of the task and in the journal
  await its.room.sql(sql`update outside_task set ended_at = now() - interval '2 days' where execution_id = ${id}`);
  const forgotten = await its.room.db.asSystem(forgetTasks);
  const reference = { bytes: MIB + 11 };
  const one = { executionId: id, workspaceId: its.room.workspaceId, reference };
  expect(forgotten).toMatchObject([one, one]);
});
