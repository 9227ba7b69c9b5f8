import { randomBytes, randomInt } from 'node:crypto';
import { newId } from '@mesh/contracts/id';
import { ensureBucket, openObjects } from '@mesh/objects/open';
import { contextOf } from '@mesh/testing/context-of';
import { servers } from '@mesh/testing/servers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type CheckpointBucket, checkpointBucket } from '../src/audit/chain/checkpoint-bucket.ts';
import { storeNotes, tellHeads } from '../src/audit/chain/keep-checkpoints.ts';
import { verifyAudit } from '../src/audit/chain/verify-audit.ts';
import { addRows } from './audit-room.ts';
import { openRoom, type Room } from './room.ts';

const ROWS = 40;
const TAMPERINGS = 1_000;
const bare = { params: {}, query: {}, headers: {}, body: {} };
const opened = new AsyncDisposableStack();
let room: Room;
let bucket: CheckpointBucket;

beforeAll(async () => {
  room = opened.use(await openRoom());
  const { s3 } = await servers();
  const options = { ...s3, bucket: `audit-${randomBytes(4).toString('hex')}` };
  await ensureBucket(options);
  bucket = checkpointBucket(opened.use(openObjects(options)));
});
afterAll(() => opened.disposeAsync());

const verify = (workspaceId: string) => verifyAudit({ ...room.needs, bucket })(bare, contextOf(workspaceId));

async function checkpointed(): Promise<string> {
  const workspaceId = newId('ws');
  await addRows(room, workspaceId, ROWS);
  await tellHeads(room.needs, { rows: 1, olderMs: 0 });
  await storeNotes(room.needs, bucket);
  return workspaceId;
}

/** What somebody with the whole database, but without keys and bucket, may do to rows 1 to 40 of workspace `$1`. */
const row = () => randomInt(1, ROWS + 1);
const columns = ['id', 'actor_id', 'actor_type', 'action', 'resource_type', 'resource_id', 'request_id'];
const tamperings: (() => string)[] = [
  () =>
    `update audit set ${columns[randomInt(columns.length)]} = 'x${randomInt(1e9)}' where workspace_id = $1 and seq = ${row()}`,
  () => `update audit set at = at + interval '${row()} ms' where workspace_id = $1 and seq = ${row()}`,
  () => `update audit set details = details || '{"n":${randomInt(1e9)}}' where workspace_id = $1 and seq = ${row()}`,
  () => `update audit set hash = sha256('${randomInt(1e9)}') where workspace_id = $1 and seq = ${row()}`,
  () =>
    `update audit set outcome = case outcome when 'denied' then 'allowed' else 'denied' end where workspace_id = $1 and seq = ${row()}`,
  () => `delete from audit where workspace_id = $1 and seq = ${row()}`,
  () => {
    const one = row();
    const other = ((one - 1 + randomInt(1, ROWS)) % ROWS) + 1;
    const moved = columns.map((column) => `${column} = other.${column}`).join();
    return `update audit as one set ${moved.replace('id = other.id,', '')}, hash = other.hash from audit as other
      where one.workspace_id = $1 and other.workspace_id = $1
        and (one.seq, other.seq) in ((${one}, ${other}), (${other}, ${one}))`;
  },
  () => {
    const last = randomInt(0, ROWS);
    return `with cut as (delete from audit where workspace_id = $1 and seq > ${last}),
        forgotten as (delete from audit_checkpoint where workspace_id = $1)
      update audit_head set seq = ${last}, hash = coalesce(
        (select hash from audit where workspace_id = $1 and seq = ${last}), decode(repeat('00', 32), 'hex'))
      where workspace_id = $1`;
  },
  () => `insert into audit select workspace_id, ${ROWS + 1}, 'forged', at, actor_id, actor_type, action, resource_type, resource_id,
      outcome, request_id, details, hash from audit where workspace_id = $1 and seq = ${row()}`,
  () => `insert into audit_anchor (workspace_id, seq, note)
      select workspace_id, seq, replace(note, 'checkpoint', 'anchor') from audit_checkpoint where workspace_id = $1`,
];

test('of 1,000 random edits, deletions, insertions, swaps, cut tails and forged anchors each is found', async () => {
  const workspaceId = await checkpointed();
  const tables = ['audit', 'audit_head', 'audit_checkpoint', 'audit_anchor'];
  for (const table of tables) {
    await room.owner.query(
      `create table kept_${table} as select * from ${table} where workspace_id = '${workspaceId}'`,
    );
  }
  const missed: string[] = [];
  for (let i = 0; i < TAMPERINGS; i++) {
    const statement = (tamperings[i % tamperings.length] as () => string)();
    await room.owner.query(statement, [workspaceId]);
    if ((await verify(workspaceId)).valid) missed.push(statement);
    const restore = tables.map(
      (table) =>
        `delete from ${table} where workspace_id = '${workspaceId}'; insert into ${table} select * from kept_${table};`,
    );
    await room.owner.query(restore.join(''));
  }
  expect(missed).toEqual([]);
  expect(await verify(workspaceId)).toEqual({
    valid: true,
    checked: ROWS,
    checkpoint: { seq: ROWS, from: 'bucket' },
  });
}, 300_000);

test('rows behind the checkpoint are no forgery, and the next one covers them', async () => {
  const workspaceId = await checkpointed();
  await addRows(room, workspaceId, 5);
  expect(await verify(workspaceId)).toMatchObject({ valid: true, checked: ROWS + 5, checkpoint: { seq: ROWS } });
  await tellHeads(room.needs, { rows: 6, olderMs: 60_000 });
  expect(await verify(workspaceId)).toMatchObject({ checkpoint: { seq: ROWS } });
  await tellHeads(room.needs, { rows: 5, olderMs: 60_000 });
  await storeNotes(room.needs, bucket);
  expect(await verify(workspaceId)).toMatchObject({ checkpoint: { seq: ROWS + 5, from: 'bucket' } });
});

test('a checkpoint is told as an event, and nothing is told twice', async () => {
  const workspaceId = await checkpointed();
  await tellHeads(room.needs, { rows: 1, olderMs: 0 });
  const { rows } = await room.owner.query(
    "select data from outbox where workspace_id = $1 and type like '%checkpointed%'",
    [workspaceId],
  );
  expect(rows).toHaveLength(1);
  expect(rows[0].data).toMatchObject({
    seq: ROWS,
    note: expect.stringContaining(`mesh-audit/checkpoint/${workspaceId}\n${ROWS}\n`),
  });
});

test('without a bucket the signed copy of the database is compared, and the answer says so', async () => {
  const workspaceId = await checkpointed();
  const verifyHere = () => verifyAudit(room.needs)(bare, contextOf(workspaceId));
  expect(await verifyHere()).toMatchObject({ valid: true, checkpoint: { seq: ROWS, from: 'database' } });
  await room.owner.query("update audit_checkpoint set note = replace(note, '40', '30') where workspace_id = $1", [
    workspaceId,
  ]);
  expect(await verifyHere()).toMatchObject({ valid: false });
});
