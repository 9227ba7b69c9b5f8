import { randomBytes } from 'node:crypto';
import { gunzipSync, gzipSync } from 'node:zlib';
import { newId } from '@mesh/contracts/id';
import type { Objects } from '@mesh/objects/objects';
import { ensureBucket, openObjects } from '@mesh/objects/open';
import { servers } from '@mesh/testing/servers';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { decideApproval } from '../../src/agent/decide-approval.ts';
import { archiveEnded } from '../../src/archive/archive-ended.ts';
import { endedBefore, forgetArchives, wholeOf } from '../../src/archive/archive-store.ts';
import { sweepArchives } from '../../src/archive/sweep-archives.ts';
import { cancelExecution } from '../../src/execution/cancel-execution.ts';
import { forkExecution } from '../../src/execution/fork-execution.ts';
import { getExecution } from '../../src/execution/get-execution.ts';
import { retryExecution } from '../../src/execution/retry-execution.ts';
import { diffExecutions } from '../../src/history/diff-executions.ts';
import { explainExecution } from '../../src/history/explain-execution.ts';
import { readJournal } from '../../src/history/read-journal.ts';
import { planCache } from '../../src/plan/plan-cache.ts';
import { launcher } from '../../src/queue/launch.ts';
import { asking } from '../asking.ts';
import { Room } from '../room.ts';
import { tasks } from '../simulation.ts';

let room: Room;
let objects: Objects;
beforeAll(async () => {
  room = await Room.open();
  const { s3 } = await servers();
  const options = { ...s3, bucket: `archive-${randomBytes(4).toString('hex')}` };
  await ensureBucket(options);
  objects = openObjects(options);
});
afterAll(async () => {
  await objects[Symbol.asyncDispose]();
  await room[Symbol.asyncDispose]();
});

const needs = () => ({ db: room.db, objects, payloads: room.payloads });
const get = (id: string, workspaceId = room.workspaceId) =>
  asking(getExecution(needs()), workspaceId, { params: { executionId: id } });
const history = (id: string, query = {}) =>
  asking(readJournal(needs()), room.workspaceId, { params: { executionId: id }, query });

test('what ended long ago moves to the bucket and reads as before; what goes on or ended lately stays', async () => {
  await using worker = room.work(() => null);
  const about = await room.save(
    tasks('  - one: {set: {a: 1}}\n  - rest: {wait: {milliseconds: 1}}\n  - two: {set: {b: 2}}'),
  );
  const parent = { id: newId('exe'), task: '/do/0/child' };
  const old = await Promise.all(Array.from({ length: 3 }, () => room.start(worker, { ...about, parent })));
  for (const id of old) await room.ended(id);
  await room.sql(sql`update execution set ended_at = now() - interval '40 days'`);
  const late = await room.start(worker, about);
  await room.ended(late);
  const [first = ''] = old;
  const before = {
    shown: await get(first),
    history: await history(first),
    page: await history(first, { after: 2, limit: 1 }),
    beyond: await history(first, { after: 999_999_999_999_999 }),
  };
  expect(before.beyond).toMatchObject({ items: [], ended: true });
  expect(before.shown).toMatchObject({ parent });

  expect(await archiveEnded(room.db, objects, new Date(Date.now() - 30 * 24 * 3_600_000))).toBe(3);
  expect(await archiveEnded(room.db, objects, new Date(Date.now() - 30 * 24 * 3_600_000))).toBe(0);
  const left = await room.sql(sql<{ id: string }>`select id from execution union all select execution_id from journal`);
  expect(new Set(left.map(({ id }) => id))).toEqual(new Set([late]));
  expect({
    shown: await get(first),
    history: await history(first),
    page: await history(first, { after: 2, limit: 1 }),
    beyond: await history(first, { after: 999_999_999_999_999 }),
  }).toEqual(before);
  await expect(get(first, newId('ws'))).rejects.toMatchObject({ code: 'not-found' });
  await expect(get(newId('exe'))).rejects.toMatchObject({ code: 'not-found' });
});

test('what is archived is read and nothing else, and says so', async () => {
  await using worker = room.work(() => null);
  const about = await room.save(tasks('  - one: {set: {a: 1}}').replace('name: test', 'name: over'));
  const [old, late] = [await room.start(worker, about), await room.start(worker, about)];
  for (const id of [old, late]) await room.ended(id);
  await room.sql(sql`update execution set ended_at = now() - interval '40 days' where id = ${old}`);
  expect(await archiveEnded(room.db, objects, new Date(Date.now() - 30 * 24 * 3_600_000))).toBe(1);

  const ofOld = { params: { executionId: old } };
  const cancel = (workspaceId: string) => asking(cancelExecution({ db: room.db, worker }), workspaceId, ofOld);
  await expect(cancel(room.workspaceId)).rejects.toMatchObject({ code: 'conflict' });
  await expect(cancel(newId('ws'))).rejects.toMatchObject({ code: 'not-found' });
  const why = await asking(explainExecution(needs()), room.workspaceId, ofOld);
  expect(why).toMatchObject({ state: 'completed', reason: 'it is over: completed' });
  const decide = decideApproval({ db: room.db, onHeard() {} });
  const decided = { params: { executionId: old, approval: '0'.repeat(32) }, body: { decision: 'deny' as const } };
  await expect(asking(decide, room.workspaceId, decided)).rejects.toThrow('archived');
  const retry = asking(retryExecution(room), room.workspaceId, ofOld);
  await expect(retry).rejects.toMatchObject({ code: 'conflict' });
  const fork = forkExecution({ db: room.db, worker, planOf: planCache(room.db), ...launcher({ db: room.db, worker }) });
  const forked = asking(fork, room.workspaceId, { ...ofOld, body: { fromTask: '/do/0/one' } });
  await expect(forked).rejects.toMatchObject({ code: 'unprocessable' });
  const diff = asking(diffExecutions(needs()), room.workspaceId, { ...ofOld, query: { with: late } });
  await expect(diff).rejects.toMatchObject({ code: 'unprocessable' });
});

test('what was archived before executions had parents and large values reads as it did', async () => {
  await using worker = room.work(() => null);
  const about = await room.save(tasks('  - one: {set: {a: 1}}').replace('name: test', 'name: older'));
  const id = await room.start(worker, about);
  await room.ended(id);
  const before = await get(id);
  await archiveEnded(room.db, objects, new Date(Date.now() + 1_000));
  const [{ object } = { object: '' }] = await room.sql(
    sql<{ object: string }>`select object from archived_execution where execution_id = ${id}`,
  );
  const line = gunzipSync(await objects.get(object, { maxBytes: 1_000_000 })).toString();
  const older = line.replaceAll(/,"(inputRef|endRef|parentId|parentTask)":null/g, '');
  expect(older.length).toBeLessThan(line.length);
  await objects.put(object, gzipSync(older), { contentType: 'application/gzip' });
  expect(await get(id)).toEqual(before);
});

test('an execution that was asked to be retried is not archived', async () => {
  await using worker = room.work(() => null);
  const id = await room.start(
    worker,
    await room.save(tasks('  - one: {set: {a: 1}}').replace('name: test', 'name: asked')),
  );
  await room.ended(id);
  await room.sql(sql`update execution set ended_at = now() - interval '40 days', asked = '{"kind":"retried","by":"key_1"}'
    where id = ${id}`);
  await archiveEnded(room.db, objects, new Date());
  expect((await room.row(id)).id).toBe(id);
});

test('what is retried while it is archived leaves nothing of it in the bucket, and the others go the next time', async () => {
  await using worker = room.work(() => null);
  const about = await room.save(tasks('  - one: {set: {a: 1}}').replace('name: test', 'name: kept'));
  const ids = [await room.start(worker, about), await room.start(worker, about)];
  for (const id of ids) await room.ended(id);
  await room.sql(sql`update execution set ended_at = now() - interval '60 days' where id = any(${ids}::text[])`);
  const before = new Date(Date.now() - 50 * 24 * 3_600_000);
  const retried = Object.assign(Object.create(objects) as Objects, {
    async put(...given: Parameters<Objects['put']>) {
      await objects.put(...given);
      await room.sql(sql`update execution set asked = '{"kind":"retried","by":"key_1"}' where id = ${ids[1]}`);
    },
  });
  const mine = async () =>
    (await Array.fromAsync(objects.list(`executions/${room.workspaceId}/`)))
      .flat()
      .filter(({ key }) => key.includes(ids[0] ?? ''));
  expect(await archiveEnded(room.db, retried, before)).toBe(0);
  expect(await mine()).toEqual([]);
  expect(await archiveEnded(room.db, objects, before)).toBe(1);
  expect(await mine()).toHaveLength(1);
});

test('an object that no execution lies in is swept a day after it was put', async () => {
  await using worker = room.work(() => null);
  const about = await room.save(tasks('  - one: {set: {a: 1}}').replace('name: test', 'name: swept'));
  const id = await room.start(worker, about);
  await room.ended(id);
  await archiveEnded(room.db, objects, new Date(Date.now() + 1_000));
  const left = `executions/${room.workspaceId}/2026-01-01/${newId('exe')}.left.ndjson.gz`;
  await objects.put(left, gzipSync('of whoever died before its commit'));
  const sweep = (hours: number) => sweepArchives({ db: room.db, objects }, Date.now() + hours * 3_600_000);
  expect(await sweep(23)).toBe(0);
  expect(await sweep(25)).toBe(1);
  expect(await objects.has(left)).toBe(false);
  expect(await get(id)).toMatchObject({ status: 'completed' });
});

test('what lies in the archive for too long is removed, and its object', async () => {
  await using worker = room.work(() => null);
  const about = await room.save(tasks('  - one: {set: {a: 1}}').replace('name: test', 'name: old'));
  const archived = async () => {
    const id = await room.start(worker, about);
    await room.ended(id);
    await archiveEnded(room.db, objects, new Date(Date.now() + 1_000));
    return id;
  };
  const first = await archived();
  const [now] = await room.sql(sql<{ at: Date }>`select clock_timestamp() as at`);
  const second = await archived();
  const sweep = () => sweepArchives({ db: room.db, objects }, Date.now() + 48 * 3_600_000);
  await sweep();
  expect(await forgetArchives(room.db, now?.at ?? new Date(0))).toBeGreaterThan(0);
  await expect(get(first)).rejects.toMatchObject({ code: 'not-found' });
  expect(await get(second)).toMatchObject({ status: 'completed' });
  expect(await sweep()).toBeGreaterThan(0);
  expect(await get(second)).toMatchObject({ status: 'completed' });
});

test('processes that archive at the same time keep all of it', async () => {
  await using worker = room.work(() => null);
  const about = await room.save(tasks('  - one: {set: {a: 1}}').replace('name: test', 'name: twice'));
  const ids: string[] = [];
  for (const days of [51, 52]) {
    const id = await room.start(worker, about);
    await room.ended(id);
    await room.sql(sql`update execution set ended_at = now() - ${days} * interval '1 day' where id = ${id}`);
    ids.push(id);
  }
  const before = new Date(Date.now() - 50 * 24 * 3_600_000);
  let isFirst = true;
  const overtaken = Object.assign(Object.create(objects) as Objects, {
    async put(...given: Parameters<Objects['put']>) {
      if (isFirst) expect(await archiveEnded(room.db, objects, before)).toBe(2);
      isFirst = false;
      await objects.put(...given);
    },
  });
  expect(await archiveEnded(room.db, overtaken, before)).toBe(0);
  for (const id of ids) expect(await history(id)).toMatchObject({ ended: true, nextAfter: 3 });
  const found = await Array.fromAsync(objects.list(`executions/${room.workspaceId}/`));
  const days = found.flat().filter(({ key }) => ids.some((id) => key.includes(id)));
  expect(days).toHaveLength(2);
});

test('the size of an execution is known before it is read', async () => {
  await using worker = room.work(() => null);
  const about = await room.save(tasks('  - one: {set: {a: "${ .text }"}}').replace('name: test', 'name: sized'));
  const id = await room.start(worker, about, { text: 'ä"\\'.repeat(1_000) });
  const { endedAt } = await room.ended(id);
  const found = await endedBefore(room.db, new Date((endedAt?.getTime() ?? 0) + 1), '', 100);
  const [whole] = await wholeOf(room.db, [id]);
  const bytes = found.find((one) => one.id === id)?.bytes ?? 0;
  const written = Buffer.byteLength(JSON.stringify(whole));
  expect(bytes).toBeGreaterThanOrEqual(written);
  expect(bytes).toBeLessThan(2 * written);
});
