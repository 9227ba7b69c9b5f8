import { newId } from '@mesh/contracts/id';
import { openLog } from '@mesh/runtime/log';
import { type RawBuilder, sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { About } from '../../src/execution/about.ts';
import { suspendExecution } from '../../src/execution/suspend-execution.ts';
import { explainExecution } from '../../src/history/explain-execution.ts';
import { planCache } from '../../src/plan/plan-cache.ts';
import { type Launching, launcher } from '../../src/queue/launch.ts';
import { invariants } from '../../src/reconcile/invariants.ts';
import { reconcile } from '../../src/reconcile/reconcile.ts';
import { asking } from '../asking.ts';
import { noObjects } from '../payload/payloads.ts';
import { eventually, Room } from '../room.ts';
import { tasks } from '../simulation.ts';

const log = openLog('test', 'silent');
let room: Room;
beforeAll(async () => {
  room = await Room.open();
});
afterAll(() => room[Symbol.asyncDispose]());

const wait = tasks('  - rest: {wait: {hours: 1}}').replace('name: test,', 'name: reconciled,');
const explain = (id: string) =>
  asking(explainExecution({ db: room.db, objects: noObjects }), room.workspaceId, { params: { executionId: id } });

/** An execution that waits and that nobody works on. */
async function waiting(): Promise<string> {
  await using worker = room.work(() => null);
  const id = await room.start(worker, await room.save(wait));
  await room.standing(id, ({ worker: owner, status }) => owner === null && status === 'waiting');
  return id;
}

type Options = Pick<Launching, 'concurrencyKey' | 'startAt'>;

/** A workflow like this one with this metadata, whatever it is. */
async function unchecked({ workspaceId, workflowId }: About, metadata: object): Promise<string> {
  const id = newId('wf');
  await room.db.inWorkspace(workspaceId, (trx) =>
    sql`insert into workflow (workspace_id, id, namespace, name, version, version_order, digest, document, source, content_type)
      select workspace_id, ${id}, namespace, name || '-unchecked', version, version_order, digest,
        jsonb_set(document::jsonb, '{document,metadata}', ${JSON.stringify(metadata)}::jsonb)::json, source, content_type
      from workflow where id = ${workflowId}`.execute(trx),
  );
  return id;
}

/** Executions that have not begun. `metadata` is told by documents that were saved before it was checked. */
async function queued(
  documents: readonly string[],
  options: Options = {},
  metadata: readonly object[] = [],
): Promise<string[]> {
  await using worker = room.work(() => null, undefined, { inAll: 0, ofWorkspace: 0 });
  await eventually(async () => worker.engine);
  const { launch } = launcher({ db: room.db, worker });
  const ids: string[] = [];
  for (const [nth, document] of documents.entries()) {
    const saved = await room.save(document);
    const workflowId = metadata[nth] ? await unchecked(saved, metadata[nth]) : saved.workflowId;
    const about = { ...saved, workflowId, id: newId('exe') };
    const plan = await planCache(room.db)(room.workspaceId, about.workflowId);
    await launch({ about, plan, input: {}, ...options });
    ids.push(about.id);
  }
  return ids;
}

/** An execution that has not begun. */
async function pending(): Promise<string> {
  const [id = ''] = await queued([wait]);
  return id;
}

/** An execution that listens, and that nobody works on. */
async function listening(): Promise<string> {
  await using worker = room.work(() => null);
  const hear = tasks('  - hear: {listen: {to: {one: {with: {type: spoken}}}}}').replace('name: test,', 'name: hears,');
  const id = await room.start(worker, await room.save(hear));
  await room.standing(id, ({ worker: owner, status }) => owner === null && status === 'waiting');
  return id;
}

const making: Readonly<Record<string, () => Promise<string>>> = {
  'pending-is-queued': pending,
  'overheard-is-told': listening,
};
const breaking: Readonly<Record<string, (id: string) => RawBuilder<unknown>>> = {
  'owner-is-known': (id) => sql`update execution set worker = 'nobody' where id = ${id}`,
  'lease-is-kept': (
    id,
  ) => sql`with late as (insert into worker values ('late', 'there', now() - interval '1 minute') returning id)
    update execution set worker = 'late' where id = ${id}`,
  'running-is-owned': (id) => sql`update execution set status = 'running', wake_at = null where id = ${id}`,
  'waiting-is-woken': (id) => sql`update execution set wake_at = null where id = ${id}`,
  'asked-is-heard': (id) => sql`update execution set asked = 'cancel' where id = ${id}`,
  'overheard-is-told': (id) => sql`
    with heard as (
      insert into heard_event (workspace_id, source, id, type, event, heard_at, matched)
      values (${room.workspaceId}, '/there', '1', 'spoken',
        '{"specversion": "1.0", "id": "1", "source": "/there", "type": "spoken", "data": "word"}',
        now() - interval '1 minute', true)
      returning position)
    insert into overheard (owner, frame, place, workspace_id, early)
    select l.owner, l.frame, heard.position, l.workspace_id, false from listener l, heard where l.owner = ${id}`,
  'pending-is-queued': (id) => sql`delete from queued_execution where execution_id = ${id}`,
  'queued-is-pending': (
    id,
  ) => sql`insert into queued_execution (execution_id, workspace_id, priority, begins_at, is_ready, key_limit)
    select id, workspace_id, 0, now(), true, 1 from execution where id = ${id}`,
};

test('each invariant that is broken is repaired once and counted, and the execution goes on', async () => {
  expect(Object.keys(breaking).sort()).toEqual(invariants.map(({ name }) => name).sort());
  expect(await reconcile(room.db, log)).toEqual(new Map());
  for (const [name, broken] of Object.entries(breaking)) {
    const id = await (making[name] ?? waiting)();
    await room.sql(broken(id));
    expect(await reconcile(room.db, log), name).toEqual(new Map([[name, 1]]));
    expect((await reconcile(room.db, log)).has(name), name).toBe(false);
    await using _worker = room.work(() => null);
    if (name === 'asked-is-heard') expect(await room.ended(id)).toMatchObject({ status: 'cancelled' });
    else if (name === 'overheard-is-told') expect(await room.ended(id)).toMatchObject({ output: ['word'] });
    else await room.standing(id, ({ status, wakeAt }) => status === 'waiting' && wakeAt !== null);
  }
});

test('what is put back into the queue has the key that it had, and the limit that its document tells', async () => {
  const told = [3, 2.5, 0, '3', [3], 20_000, 1e300, null].map((concurrency) => ({ concurrency }));
  const metadata = [{}, ...told];
  const documents = metadata.map((_, nth) => wait.replace('name: reconciled,', `name: limited-${nth},`));
  const ids = await queued(documents, { concurrencyKey: 'k', startAt: new Date('2100-01-01') }, metadata);
  const rows = () =>
    room.sql(sql<{ key: string; keyLimit: number }>`
      select key, key_limit from queued_execution where execution_id = any(${ids}::text[]) order by execution_id`);
  const before = await rows();
  expect(before.map(({ keyLimit }) => keyLimit)).toEqual([1, 3, 1, 1, 1, 1, 10_000, 10_000, 1]);
  await room.sql(sql`delete from queued_execution where execution_id = any(${ids}::text[])`);
  expect(await reconcile(room.db, log)).toEqual(new Map([['pending-is-queued', ids.length]]));
  expect(await rows()).toEqual(before);
  await room.sql(sql`delete from queued_execution where execution_id = any(${ids}::text[])`);
  await room.sql(sql`delete from execution where id = any(${ids}::text[])`);
});

test('what has ended is never touched', async () => {
  const id = await waiting();
  await room.sql(sql`update execution set ended_at = now(), status = 'completed', worker = 'nobody', wake_at = null,
    asked = 'cancel' where id = ${id}`);
  const before = await room.row(id);
  expect(await reconcile(room.db, log)).toEqual(new Map());
  expect(await room.row(id)).toEqual(before);
});

test('an execution tells why it does not run', async () => {
  const id = await waiting();
  expect(await explain(id)).toMatchObject({ state: 'waiting', reason: 'it waits for a time' });
  await room.sql(sql`update execution set worker = 'nobody' where id = ${id}`);
  expect(await explain(id)).toMatchObject({ reason: 'the process that worked on it is gone' });
  await room.sql(sql`update execution set worker = null where id = ${id}`);

  await using worker = room.work(() => null);
  await eventually(async () => worker.engine);
  await asking(suspendExecution(room), room.workspaceId, { params: { executionId: id } });
  expect(await explain(id)).toMatchObject({ state: 'suspended', blockedBy: expect.stringMatching(/^key_/) });

  const about = await room.save(wait);
  const plan = await planCache(room.db)(room.workspaceId, about.workflowId);
  const { launch } = launcher({ db: room.db, worker });
  const ids = [newId('exe'), newId('exe'), newId('exe')] as const;
  for (const one of ids.slice(0, 2)) {
    await launch({ about: { ...about, id: one }, plan, input: {}, concurrencyKey: 'k' });
    await eventually(async () => expect((await room.row(ids[0])).status).toBe('waiting'));
  }
  expect(await explain(ids[1])).toMatchObject({ state: 'pending', blockedBy: ids[0] });
  await launch({ about: { ...about, id: ids[2] }, plan, input: {}, startAt: new Date('2099-01-01') });
  expect(await explain(ids[2])).toMatchObject({ state: 'pending', unblockedBy: '2099-01-01T00:00:00.000Z' });
});
