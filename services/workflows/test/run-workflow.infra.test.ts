import { openCache } from '@mesh/cache/open';
import { newId } from '@mesh/contracts/id';
import { openEgress } from '@mesh/egress/open';
import { openLog } from '@mesh/runtime/log';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { cancelOrphans } from '../src/child/cancel-orphans.ts';
import { Children } from '../src/child/children.ts';
import { performEffects } from '../src/effect/perform.ts';
import { ask } from '../src/execution/execution-store.ts';
import { planCache } from '../src/worker/plan-cache.ts';
import { startWorker, type Worker } from '../src/worker/worker.ts';
import { noBus, noOutside } from './conformance/run-document.ts';
import { eventually, Room } from './room.ts';
import { tasks } from './simulation.ts';

const log = openLog('test', 'error');
const egress = openEgress({ allow: [], log });
let room: Room;
beforeAll(async () => {
  room = await Room.open();
});
afterAll(async () => {
  await egress[Symbol.asyncDispose]();
  await room[Symbol.asyncDispose]();
});

/** A process that does effects as they are. */
function work(place: string = newId('evt')): Worker {
  const { db } = room;
  const planOf = planCache(db);
  const children = new Children({ db, worker: () => worker, planOf });
  const perform = performEffects({ bus: noBus, egress, children, outside: noOutside });
  const worker: Worker = startWorker({ db, cache: openCache({ log }), planOf, perform, onTold() {}, place, log });
  return worker;
}

let saved = 0;
/** Saves a workflow of these tasks and gives its name. */
async function save(yaml: string, more = '') {
  const name = `flow-${++saved}`;
  return { name, about: await room.save(more + tasks(yaml).replace('name: test,', `name: ${name},`)) };
}
const run = (name: string, more = '') =>
  `  - child: {run: {workflow: {namespace: test, name: ${name}, version: 1.0.0, input: {n: "\${ .n }"}}${more}}}`;
const childrenOf = (id: string) =>
  room.sql(sql<{ childId: string }>`select child_id from child_execution where parent_id = ${id}`);

test('a workflow that a task runs gives its output, and is an execution of its own', async () => {
  await using worker = work();
  const child = await save('  - add: {set: {sum: "${ .n + 1 }"}}');
  const { about } = await save(run(child.name));
  const id = await room.start(worker, about, { n: 41 });
  expect(await room.ended(id)).toMatchObject({ status: 'completed', output: { sum: 42 } });
  const [own] = await room.sql(sql<{ status: string }>`select status from execution where name = ${child.name}`);
  expect(own?.status).toBe('completed');
});

test('latest is the last version, and none is a fault', async () => {
  await using worker = work();
  const child = await save('  - one: {set: {version: 1}}');
  await room.save(
    tasks('  - one: {set: {version: 2}}')
      .replace('name: test,', `name: ${child.name},`)
      .replace('version: 1.0.0', 'version: 1.1.0'),
  );
  const latest = await room.start(worker, (await save(run(child.name).replace('1.0.0', 'latest'))).about);
  expect(await room.ended(latest)).toMatchObject({ output: { version: 2 } });
  const none = await room.start(worker, (await save(run('nothing'))).about);
  expect(await room.ended(none)).toMatchObject({ error: { status: 404, instance: '/do/0/child' } });
});

test('the error of a child is the error of the task', async () => {
  await using worker = work();
  const child = await save('  - fail: {raise: {error: {type: https://a.example/broken, status: 418, title: Broken}}}');
  const { about } = await save(`
  - guarded:
      try:
${run(child.name).replaceAll(/^/gm, '      ')}
      catch: {errors: {with: {type: https://a.example/broken}}, as: err, do: [{caught: {set: {seen: "\${ $err }"}}}]}`);
  const { output } = await room.ended(await room.start(worker, about));
  expect(output).toMatchObject({ seen: { status: 418, title: 'Broken', instance: '/do/0/guarded/try/0/child' } });
});

test('a child that is not waited for goes on by itself, and the task puts out its input', async () => {
  await using worker = work();
  const child = await save('  - rest: {wait: {hours: 1}}');
  const id = await room.start(worker, (await save(run(child.name, ', await: false'))).about, { n: 5 });
  expect(await room.ended(id)).toMatchObject({ status: 'completed', output: { n: 5 } });
  const [own] = await room.sql(
    sql<{ endedAt: Date | null }>`select ended_at from execution where name = ${child.name}`,
  );
  expect(own).toMatchObject({ endedAt: null });
});

test('cancelling the parent cancels the child', async () => {
  await using worker = work();
  const child = await save('  - rest: {wait: {hours: 1}}');
  const id = await room.start(worker, (await save(run(child.name))).about);
  const [own] = await eventually(async () => {
    const found = await room.sql(sql<{ id: string }>`select id from execution where name = ${child.name}`);
    expect(found).toHaveLength(1);
    return found;
  });
  await room.db.inWorkspace(room.workspaceId, (trx) => ask(trx, id, 'cancel'));
  expect(await room.ended(id)).toMatchObject({ status: 'cancelled' });
  expect(await room.ended(own?.id ?? '')).toMatchObject({ status: 'cancelled' });
});

test('who takes over finds the child begun, and a crash after the end of the parent leaves no orphan', async () => {
  const child = await save('  - rest: {wait: {hours: 1}}');
  const first = work('here');
  const id = await room.start(first, (await save(run(child.name))).about);
  const begun = () =>
    room.sql(sql<{ id: string; endedAt: Date | null }>`select id, ended_at from execution where name = ${child.name}`);
  await eventually(async () => expect(await begun()).toHaveLength(1));
  await first[Symbol.asyncDispose]();
  const [own] = await begun();
  expect(own?.endedAt, 'a process that stops cancels nothing').toBeNull();
  await room.sql(
    sql`update execution set ended_at = now(), worker = null, wake_at = null, status = 'cancelled' where id = ${id}`,
  );
  await using _second = work('here');
  await using _sweep = cancelOrphans(room.db, log);
  expect(await room.ended(own?.id ?? '')).toMatchObject({ status: 'cancelled' });
  await eventually(async () => expect(await childrenOf(id)).toHaveLength(0));
});

test('a workflow that runs itself ends at a depth of 16', async () => {
  await using worker = work();
  const name = `flow-${saved + 1}`;
  const { about } = await save(run(name));
  const id = await room.start(worker, about, { n: 1 });
  const { error } = await room.ended(id);
  expect(error).toMatchObject({ detail: expect.stringMatching(/at most 16 deep/) });
  const count = await room.sql(sql<{ count: number }>`select count(*)::integer from execution where name = ${name}`);
  expect(count[0]?.count).toBe(17);
});
