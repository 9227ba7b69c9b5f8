import { randomBytes } from 'node:crypto';
import type { Objects } from '@mesh/objects/objects';
import { ensureBucket, openObjects } from '@mesh/objects/open';
import { silent } from '@mesh/runtime/log';
import { servers } from '@mesh/testing/servers';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { archiveEnded } from '../../src/archive/archive-ended.ts';
import { forgetWorkspace } from '../../src/heard/forget-workspace.ts';
import { keepForgetting } from '../../src/heard/keep-forgetting.ts';
import { onWorkspaceDeleted } from '../../src/heard/on-workspace-deleted.ts';
import { eventually, Room } from '../room.ts';
import { tasks } from '../simulation.ts';

const DAY_MS = 24 * 3_600_000;
let objects: Objects;
beforeAll(async () => {
  const { s3 } = await servers();
  const options = { ...s3, bucket: `forget-${randomBytes(4).toString('hex')}` };
  await ensureBucket(options);
  objects = openObjects(options);
});
afterAll(() => objects[Symbol.asyncDispose]());

/** Every table that names a workspace, and how many rows it holds; but for the mesh's own messages, which end by their age. */
async function rowsByTable(room: Room): Promise<Record<string, number>> {
  const tables = await room.sql(sql<{ name: string }>`
    select relname as name from pg_class join pg_attribute on attrelid = pg_class.oid
    where attname = 'workspace_id' and relkind in ('r', 'p') and relname not in ('outbox', 'inbox', 'dead_letter')
    order by 1`);
  const counted: [string, number][] = [];
  for (const { name } of tables) {
    const [row] = await room.sql(sql<{ rows: number }>`select count(*)::int as rows from ${sql.table(name)}`);
    counted.push([name, row?.rows ?? 0]);
  }
  return Object.fromEntries(counted);
}

const deleted = (room: Room) => {
  const { workspaceId } = room;
  const fact = { id: 'evt_1', type: 't', source: 's', time: '', workspaceId, data: { workspaceId } };
  return room.db.inWorkspace(workspaceId, (trx) => onWorkspaceDeleted().handle(trx, fact));
};

const named = (name: string, yaml: string) => tasks(yaml).replace('name: test', `name: ${name}`);
const scheduled = `document: {dsl: '1.0.0', namespace: n, name: scheduled, version: '1.0.0'}
schedule: {every: {hours: 1}}
do: [{one: {set: {a: 1}}}]`;

test('what runs is ended, of a deleted workspace no row and no object is left, and what comes late goes as well', async () => {
  await using room = await Room.open();
  await using worker = room.work(() => new Promise(() => {}));
  const ending = await room.save(tasks('  - one: {set: {a: 1}}'));
  const old = await room.start(worker, ending);
  await room.ended(old);
  await room.sql(sql`update execution set ended_at = now() - interval '40 days'`);
  expect(await archiveEnded(room.db, objects, new Date(Date.now() - 30 * DAY_MS))).toBe(1);
  await room.ended(await room.start(worker, ending));
  const calling = await room.save(
    named('calling', '  - call: {call: http, with: {method: get, endpoint: https://a.example}}'),
  );
  const resting = await room.save(named('resting', '  - rest: {wait: {days: 3}}'));
  const listening = await room.save(named('listening', '  - hear: {listen: {to: {one: {with: {type: t.one}}}}}'));
  for (const about of [calling, resting, listening]) await room.start(worker, about);
  await room.save(scheduled);
  await room.send({ type: 't.other' });
  const before = await rowsByTable(room);
  for (const table of ['workflow', 'execution', 'journal', 'schedule', 'heard_event', 'archived_execution'])
    expect([table, before[table]]).not.toEqual([table, 0]);

  await deleted(room);
  await deleted(room); // told twice
  await using forgetting = new AsyncDisposableStack();
  forgetting.use(keepForgetting({ db: room.db, objects, log: silent }));
  await eventually(async () => {
    const { deleted_workspace: notes, ...rows } = await rowsByTable(room);
    expect(notes).toBe(1); // until nothing can come late
    expect(Object.values(rows).every((count) => count === 0)).toBe(true);
  });
  await forgetting.disposeAsync();
  await room.send({ type: 't.late' });
  await using _later = keepForgetting({ db: room.db, objects, log: silent }, 0);
  await eventually(async () => {
    expect(Object.values(await rowsByTable(room)).every((count) => count === 0)).toBe(true);
  });
  expect(await objects.deleteOlder(`executions/${room.workspaceId}/`, new Date(Date.now() + DAY_MS))).toBe(0);
});

test('other workspaces keep all of theirs, and forgetting one again removes what has come meanwhile', async () => {
  await using room = await Room.open();
  await using worker = room.work(() => null);
  const about = await room.save(tasks('  - one: {set: {a: 1}}'));
  await room.ended(await room.start(worker, about));
  const before = await rowsByTable(room);
  const needs = { db: room.db, objects };
  expect(await forgetWorkspace(needs, 'ws_01h455vb4pex5vsknk084sn02q')).toBe(true);
  expect(await rowsByTable(room)).toEqual(before);

  expect(await forgetWorkspace(needs, room.workspaceId)).toBe(true);
  await room.send({ type: 't.late' });
  expect(await forgetWorkspace(needs, room.workspaceId)).toBe(true);
  expect(Object.values(await rowsByTable(room)).filter((count) => count > 0)).toEqual([]);
});
