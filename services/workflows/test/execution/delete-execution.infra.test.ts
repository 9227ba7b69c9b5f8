import { gunzipSync } from 'node:zlib';
import { executionEtag } from '@mesh/contracts/execution-shapes';
import { newId } from '@mesh/contracts/id';
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { archiveEnded } from '../../src/archive/archive-ended.ts';
import { deleteExecution } from '../../src/execution/delete-execution.ts';
import { asking } from '../asking.ts';
import { payloadRoom } from '../payload/payload-room.ts';

const CALL = '  - ask: {call: http, with: {method: get, endpoint: https://a.example}}';
const its = payloadRoom();
const large = { text: 'a'.repeat(1_024 * 1_024) };

const erase = (executionId: string, workspaceId = its.room.workspaceId, headers = {}) =>
  asking(deleteExecution(its.needs()), workspaceId, { params: { executionId }, headers });
/** What rows of the database and objects of the archive say of an execution. */
async function traces(id: string): Promise<unknown[]> {
  const { room, kept } = its;
  const rows = await room.sql(sql`
    select id from execution where id = ${id} union all select execution_id from journal where execution_id = ${id}
    union all select execution_id from archived_execution where execution_id = ${id}
    union all select execution_id from outside_task where execution_id = ${id}`);
  const found = (await Array.fromAsync(kept.objects.list(`executions/${room.workspaceId}/`))).flat();
  const texts = await Promise.all(found.map(async ({ key }) => gunzipSync(await kept.objects.get(key)).toString()));
  return [...rows, ...(await its.objectsOf(id)), ...texts.filter((text) => text.includes(id))];
}

test('what has ended is erased with its history and its large values, and an event tells it', async () => {
  const { room } = its;
  await using worker = room.work(() => large);
  const about = await its.save(CALL);
  const id = await room.start(worker, about, large);
  await room.ended(id);
  await room.db.inWorkspace(room.workspaceId, (trx) =>
    sql`insert into outside_task (id, workspace_id, queue, execution_id, task, key, input, heartbeat_ms, attempts, ended_at)
    values (${newId('tsk')}, ${room.workspaceId}, 'q', ${id}, '/do/0/ask', 'k', '{}', 1000, 1, now())`.execute(trx),
  );
  expect((await traces(id)).length).toBeGreaterThan(4);
  await expect(erase(id, newId('ws'))).rejects.toMatchObject({ code: 'not-found' });
  const stale = { 'if-match': '"running"' };
  await expect(erase(id, room.workspaceId, stale)).rejects.toMatchObject({ code: 'precondition-failed' });

  const known = { 'if-match': executionEtag(await its.get(id)) };
  expect(await erase(id, room.workspaceId, known)).toEqual({});
  expect(await traces(id)).toEqual([]);
  await expect(its.get(id)).rejects.toMatchObject({ code: 'not-found' });
  await expect(erase(id)).rejects.toMatchObject({ code: 'not-found' });
  const told = await room.sql(sql<{ data: unknown }>`
    select data from outbox where type = 'mesh.workflows.execution.deleted.v1' and about = ${id}`);
  const { workflowId, namespace, name, version } = about;
  expect(told).toEqual([{ data: { executionId: id, workflow: { id: workflowId, namespace, name, version } } }]);
});

test('what goes on is not erased, be it itself, by a retry, or by whoever runs it', async () => {
  const { room } = its;
  await using worker = room.work(() => null);
  const [rests, ends] = [await its.save('  - rest: {wait: {hours: 1}}'), await its.save('  - one: {set: {a: 1}}')];
  const runs = await room.start(worker, rests);
  const refused = (id: string) => expect(erase(id)).rejects.toMatchObject({ code: 'conflict' });
  await refused(runs);
  const child = await room.start(worker, { ...ends, parent: { id: runs, task: '/do/0/child' } });
  await room.ended(child);
  await refused(child);
  const retried = await room.start(worker, ends);
  await room.ended(retried);
  await worker[Symbol.asyncDispose]();
  await room.sql(sql`update execution set asked = '{"kind":"retried","by":"key_1"}' where id = ${retried}`);
  await refused(retried);
  for (const id of [runs, child, retried]) expect((await traces(id)).length, id).toBeGreaterThan(1);

  await room.sql(sql`update execution set ended_at = now(), worker = null where id = ${runs}`);
  expect(await erase(child)).toEqual({});
});

test('what is archived is erased out of the object that it shares, and the others are read as before', async () => {
  const { room, kept } = its;
  await using worker = room.work(() => large);
  const about = await its.save(CALL);
  const ids = await Promise.all(Array.from({ length: 5 }, () => room.start(worker, about)));
  for (const id of ids) await room.ended(id);
  const [first = '', second = '', third = '', ...others] = ids;
  await room.sql(sql`update execution set ended_at = now() - interval '40 days' where id = any(${ids}::text[])`);
  expect(await archiveEnded(room.db, kept.objects, new Date(Date.now() - 30 * 24 * 3_600_000))).toBe(5);
  const before = await Promise.all(others.map((id) => its.get(id)));

  const reading = Promise.all(others.map((id) => its.get(id)));
  expect(await Promise.all([erase(first), erase(second), erase(third)])).toEqual([{}, {}, {}]);
  expect(await reading).toEqual(before);
  for (const id of [first, second, third]) {
    expect(await traces(id)).toEqual([]);
    await expect(its.get(id)).rejects.toMatchObject({ code: 'not-found' });
  }
  expect(await Promise.all(others.map((id) => its.get(id)))).toEqual(before);
  for (const id of others) await erase(id);
  expect((await Array.fromAsync(kept.objects.list('executions/'))).flat()).toEqual([]);
});
