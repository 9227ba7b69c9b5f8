// biome-ignore-all lint/suspicious/noTemplateCurlyInString: expressions of the DSL stand in dollar and braces
import { openLog, silent } from '@mesh/runtime/log';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { matchEvents } from '../../src/event/match-events.ts';
import { unmatched } from '../../src/event/match-store.ts';
import { startsOf, strategies } from '../../src/event/strategies.ts';
import { planCache } from '../../src/plan/plan-cache.ts';
import { whatIsDue } from '../../src/schedule/due-store.ts';
import { fireHeard } from '../../src/schedule/fire-heard.ts';
import { startScheduler } from '../../src/schedule/start-scheduler.ts';
import type { Worker } from '../../src/worker/worker.ts';
import { deleteWorkflow } from '../../src/workflow/delete-workflow.ts';
import { asking } from '../asking.ts';
import { eventually, Room } from '../room.ts';

let room: Room;
beforeAll(async () => {
  room = await Room.open();
});
afterAll(() => room[Symbol.asyncDispose]());

/** A workflow that events of `type` start, and what it does. */
const started = (name: string, type: string, task: string, version = '1.0.0') =>
  room.save(`document: {dsl: 1.0.0, namespace: test, name: ${name}, version: ${version}}
schedule: {on: {one: {with: {type: ${type}}}}}
do: [{act: ${task}}]`);
const emit = (type: string) => `{emit: {event: {with: {source: https://a.example, type: ${type}}}}}`;
const fires = (name: string) =>
  room.sql(sql<{ outcome: string; reason: string | null; depth: number | null }>`
    select t.outcome, t.reason, e.event_depth as depth from schedule_tick t join schedule s on s.id = t.schedule_id
      left join execution e on e.id = t.execution_id
    where s.name = ${name} order by t.at, e.event_depth`);

const firing = () => ({ db: room.db, starts: startsOf(room.db), payloads: room.payloads, log: silent });

function living(worker: Worker) {
  const both = new AsyncDisposableStack();
  const log = openLog('test', 'error');
  both.use(room.hear(worker));
  both.use(startScheduler({ db: room.db, payloads: room.payloads, onFired: () => worker.queue.bell.ring(), log }));
  return both;
}

test('a workflow that tells the event by which it starts, or has another tell it, begins sixteen times and no more', async () => {
  await using worker = room.work(() => null);
  await using _ = living(worker);
  await started('itself', 'self', emit('self'));
  await started('one', 'ping', emit('pong'));
  await started('other', 'pong', emit('ping'));
  await room.send({ type: 'self' });
  await room.send({ type: 'ping' });
  await eventually(async () => expect((await fires('itself')).at(-1)).toMatchObject({ reason: 'depth' }));
  expect(await fires('itself')).toEqual([
    ...Array.from({ length: 16 }, (_, depth) => ({ outcome: 'fired', reason: null, depth: depth + 1 })),
    { outcome: 'skipped', reason: 'depth', depth: null },
  ]);
  await eventually(async () => expect((await fires('one')).at(-1)).toMatchObject({ reason: 'depth' }));
  expect(await fires('one')).toHaveLength(9);
  expect(await fires('other')).toHaveLength(8);
}, 120_000);

test('workspaces take turns in having their events matched, each in its order', async () => {
  await room.sql(sql`update heard_event set matched = true`);
  const [flooded, quiet] = ['ws_flooded', 'ws_quiet'];
  for (let n = 0; n < 6; n++) await room.send({ type: 'flood', data: n }, flooded);
  for (let n = 0; n < 2; n++) await room.send({ type: 'flood', data: n }, quiet);
  const next = await room.db.asSystem((trx) => unmatched(trx, 5));
  const of = (workspace: string) =>
    next.flatMap(({ workspaceId, event }) => (workspaceId === workspace ? [event['data']] : []));
  expect([of(flooded), of(quiet)]).toEqual([
    [0, 1, 2],
    [0, 1],
  ]);
  await room.sql(sql`update heard_event set matched = true`);
});

test('an event starts nothing while the workspace has as much queued as it may', async () => {
  await using hearing = room.hear();
  const { workflowId } = await started('full', 'flood', '{set: {a: 1}}');
  for (const _ of [1, 2]) await room.send({ type: 'flood' }, undefined, () => hearing.ring());
  await eventually(async () => expect(await room.sql(sql`select from overheard`)).toHaveLength(2));
  await fireHeard({ ...firing(), mostQueued: 1 }, new Date());
  await room.send({ type: 'flood' }, undefined, () => hearing.ring());
  await eventually(async () => expect(await room.sql(sql`select from overheard`)).toHaveLength(1));
  await fireHeard({ ...firing(), mostQueued: 1 }, new Date());
  expect((await fires('full')).map(({ reason, outcome }) => reason ?? outcome)).toEqual(['fired', 'fired', 'quota']);
  await using _worker = room.work(() => null);
  await eventually(async () =>
    expect(
      await room.sql(sql`select from execution where workflow_id = ${workflowId} and status = 'completed'`),
    ).toHaveLength(2),
  );
});

test('a condition that cannot be evaluated on an event does not hold, and what comes after it starts the workflow', async () => {
  await using worker = room.work(() => null);
  await using _ = living(worker);
  const { workflowId } = await room.save(`document: {dsl: 1.0.0, namespace: test, name: enough, version: 1.0.0}
schedule: {on: {any: [{with: {type: part}}], until: '.[-1].data.isLast and now > 1700000000'}}
do: [{act: {set: {count: '\${ $workflow.input | length }'}}}]`);
  for (const data of ['a text', { isLast: false }, { isLast: true }]) await room.send({ type: 'part', data });
  const begun = sql<{ output: unknown }>`
    select output from execution where workflow_id = ${workflowId} and status = 'completed'`;
  await eventually(async () => expect(await room.sql(begun)).toEqual([{ output: { count: 3 } }]));
});

test('a workflow that cannot be run holds nobody up: its executions are pending until they are cancelled', async () => {
  await using worker = room.work(() => null);
  await using _ = living(worker);
  await started('broken', 'both', '{call: "https://a.example/function.yaml", with: {}}');
  await started('whole', 'both', '{set: {a: 1}}');
  await room.send({ type: 'both' });
  await eventually(async () => expect(await fires('whole')).toMatchObject([{ outcome: 'fired' }]));
  const statuses = sql<{ name: string; status: string }>`
    select name, status from execution where name in ('broken', 'whole') order by name`;
  await eventually(async () =>
    expect(await room.sql(statuses)).toEqual([
      { name: 'broken', status: 'pending' },
      { name: 'whole', status: 'completed' },
    ]),
  );
  const later = sql`select from queued_execution where begins_at > now() and not is_ready`;
  await eventually(async () => expect(await room.sql(later)).toHaveLength(1));
  const [broken] = await room.sql(sql<{ id: string }>`select id from execution where name = 'broken'`);
  await room.cancel(broken?.id ?? '');
  expect(await room.ended(broken?.id ?? '')).toMatchObject({ status: 'cancelled' });
});

test.each([
  ['gives way to a newer version, starts it', 'replaced', ['fired']],
  ['gives way to a newer version and is archived then, starts it', 'followed-up', ['fired']],
  ['gave way long ago, starts nothing', 'longago', []],
  ['is archived, starts nothing', 'archived', []],
])('what waits for a schedule that %s, and waits no longer', async (_how, name, becomes) => {
  await using _hearing = room.hear();
  const { workflowId } = await started(name, name, '{set: {a: 1}}');
  await room.send({ type: name });
  await eventually(async () => expect(await room.sql(sql`select from overheard`)).toHaveLength(1));
  if (name !== 'archived') await started(name, name, '{set: {a: 1}}', '1.1.0');
  if (name === 'archived' || name === 'followed-up')
    await asking(deleteWorkflow(room.db), room.workspaceId, { params: { workflowId } });
  if (name === 'longago')
    await room.sql(sql`update schedule set ended_at = now() - interval '2 days' where workflow_id = ${workflowId}`);
  await fireHeard(firing(), new Date());
  expect((await fires(name)).map(({ outcome }) => outcome)).toEqual(becomes);
  expect((await whatIsDue(room.db)).called).toBe(false);
});

test('an event that is matched while a newer version is saved starts one execution', async () => {
  await room.sql(sql`update heard_event set matched = true`);
  await started('followed', 'followed', '{set: {a: 1}}');
  await room.send({ type: 'followed' });
  const strategyAt = strategies(room.db, planCache(room.db));
  let isSaved = false;
  const saving: typeof strategyAt = async (there) => {
    if (!isSaved) await started('followed', 'followed', '{set: {a: 1}}', '1.1.0');
    isSaved = true;
    return strategyAt(there);
  };
  await matchEvents({ db: room.db, strategyAt: saving, now: Date.now });
  expect(isSaved).toBe(true);
  await fireHeard(firing(), new Date());
  expect((await fires('followed')).map(({ outcome }) => outcome)).toEqual(['fired']);
});
