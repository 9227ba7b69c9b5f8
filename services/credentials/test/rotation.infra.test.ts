import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { newId } from '@mesh/contracts/id';
import { openDatabase } from '@mesh/database/open';
import { silent } from '@mesh/runtime/log';
import { contextOf } from '@mesh/testing/context-of';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { verifyAudit } from '../src/audit/chain/verify-audit.ts';
import { createCredential } from '../src/credential/create-credential.ts';
import { openDecisions } from '../src/credential/open-decisions.ts';
import { revealCredential } from '../src/credential/reveal-credential.ts';
import { checkRootKeys } from '../src/crypto/check-root-keys.ts';
import { sealEnvelope } from '../src/crypto/envelope.ts';
import { KeyRing } from '../src/crypto/key-ring.ts';
import { localKeys } from '../src/crypto/provider/local-keys.ts';
import { parseRootKeys } from '../src/crypto/root-keys.ts';
import type { Schema } from '../src/db/schema.ts';
import { getKeyRotation } from '../src/rotation/get-key-rotation.ts';
import { rotateKeys } from '../src/rotation/rotate-keys.ts';
import type { Rotating } from '../src/rotation/rotating.ts';
import { startKeyRotation } from '../src/rotation/start-key-rotation.ts';
import { openRoom, type Room, TOKEN } from './room.ts';

const MANY = 2_000;
const KILLS = 6;
const bare = { params: {}, query: {}, headers: {}, body: {} };
const oldRoot = randomBytes(32).toString('base64');
const newRoot = randomBytes(32).toString('base64');
const kidOf = (root: string) => parseRootKeys(root).current.id.toString('hex');
let room: Room;

beforeAll(async () => {
  room = await openRoom();
});
afterAll(() => room[Symbol.asyncDispose]());

/** A replica with these root keys. */
function replica(roots: string): Rotating & AsyncDisposable {
  const db = openDatabase<Schema>({ url: room.url, log: silent });
  const provider = localKeys(parseRootKeys(roots));
  const keys = new KeyRing(db, provider);
  return { db, log: silent, provider, keys, [Symbol.asyncDispose]: () => db[Symbol.asyncDispose]() };
}

const start = (needs: Rotating, scope: 'root' | 'workspace', context = contextOf()) =>
  startKeyRotation(needs)({ ...bare, body: { scope } }, context);
const read = (needs: Rotating, rotationId: string, context = contextOf()) =>
  getKeyRotation(needs)({ ...bare, params: { rotationId } }, context);
const reveal = (needs: Rotating, credentialId: string, context = contextOf()) =>
  revealCredential({ ...needs, decisions: openDecisions(needs) })({ ...bare, params: { credentialId } }, context);

/** Stores `count` credentials in one stroke, as `createCredential` would one by one. */
async function storeMany(needs: Rotating, workspaceId: string, count: number): Promise<string[]> {
  const keys = await needs.keys.of(workspaceId);
  const ids = Array.from({ length: count }, () => newId('cred'));
  const secret = Buffer.from(JSON.stringify({ token: TOKEN }));
  const envelopes = ids.map((credentialId) =>
    sealEnvelope(keys.current, { workspaceId, credentialId, version: 1, field: 'data', type: 'http-bearer' }, secret),
  );
  await room.owner.query(
    `with made as (insert into credential (workspace_id, id, name, type, environment, fields)
       select $1, id, id, 'http-bearer', 'production', '{}' from unnest($2::text[]) as id)
     insert into credential_version (workspace_id, credential_id, version, envelope, fields, created_by)
       select $1, new.id, 1, new.envelope, '{}', 'key_tester' from unnest($2::text[], $3::bytea[]) as new(id, envelope)`,
    [workspaceId, ids, envelopes],
  );
  return ids;
}

test('both keys rotate under reads while the process that rotates is killed again and again, and then the old root key goes', async () => {
  await using first = replica(oldRoot);
  await using before = replica(`${oldRoot},${newRoot}`); // the new key goes to all replicas before one wraps with it
  await using now = replica(`${newRoot},${oldRoot}`);
  const context = contextOf();
  const ids = await storeMany(first, context.workspaceId, MANY);
  for (let i = 0; i < 60; i++) await first.keys.of(newId('ws')); // keys of others, for the root key to wrap

  const over = new AbortController();
  let reads = 0;
  const reading = [before, now].map(async (needs) => {
    while (!over.signal.aborted) {
      const id = ids[Math.floor(Math.random() * ids.length)] as string;
      expect(await reveal(needs, id, context)).toMatchObject({ data: { token: TOKEN } });
      reads += 1;
      await sleep(15);
    }
  });

  const workspace = await start(now, 'workspace', context);
  const root = await start(now, 'root', context);
  expect(workspace).toMatchObject({ status: 'running', total: MANY, byKey: { 1: MANY, 2: 0 } });
  expect(root).toMatchObject({ status: 'running', target: kidOf(newRoot) });

  const program = fileURLToPath(new URL('./processes/rotating.ts', import.meta.url));
  for (let kill = 0; kill < KILLS; kill++) {
    const child = spawn(process.execPath, [program, room.url, `${newRoot},${oldRoot}`]);
    await once(child.stdout, 'data');
    await sleep(50 + Math.random() * 300);
    child.kill('SIGKILL');
    await once(child, 'exit');
  }
  {
    await using _one = rotateKeys(now);
    await using _other = rotateKeys(now);
    await expect
      .poll(() => read(now, workspace.id, context), { timeout: 60_000 })
      .toMatchObject({ status: 'completed' });
    await expect.poll(() => read(now, root.id, context), { timeout: 60_000 }).toMatchObject({ status: 'completed' });
  }
  over.abort();
  await Promise.all(reading);
  expect(reads).toBeGreaterThan(20);

  expect(await read(now, workspace.id, context)).toMatchObject({ done: MANY, total: MANY, byKey: { 2: MANY } });
  expect((await read(now, root.id, context)).byKey).not.toHaveProperty(kidOf(oldRoot));
  await using after = replica(newRoot);
  await checkRootKeys(after.db, after.provider);
  for (const id of ids) expect(await reveal(after, id, context)).toMatchObject({ data: { token: TOKEN } });
  expect(await verifyAudit({ ...after, bucket: undefined })(bare, context)).toMatchObject({ valid: true });
}, 240_000);

test('a root key that is still needed is missed at the start', async () => {
  await using needs = replica(oldRoot);
  await needs.keys.of(newId('ws'));
  await using without = replica(newRoot);
  await expect(checkRootKeys(without.db, without.provider)).rejects.toThrow(kidOf(oldRoot));
});

test('a replica that knows only the retired key seals again with the new one', async () => {
  const context = contextOf();
  await room.store(context);
  const behind = { ...room.needs, keys: new KeyRing(room.needs.db, room.needs.provider) };
  expect((await behind.keys.of(context.workspaceId)).current.version).toBe(1);
  const rotation = await start(room.needs, 'workspace', context);
  {
    await using _rotating = rotateKeys(room.needs);
    await expect
      .poll(() => read(room.needs, rotation.id, context))
      .toMatchObject({ status: 'completed', byKey: { 2: 1 } });
  }
  const create = createCredential(behind, behind.catalogue);
  const body = { name: 'late', type: 'http-bearer', data: { token: TOKEN }, environment: 'production' };
  const { id } = await create({ ...bare, body: { ...body, tags: [], allowedHosts: [] } }, context);
  expect(await reveal(room.needs, id, context)).toMatchObject({ data: { token: TOKEN } });
  expect((await read(room.needs, rotation.id, context)).byKey).toEqual({ 2: 2 });
});

test('one rotation of the same keys runs at a time, and asking twice with one id begins one', async () => {
  const context = contextOf(undefined, { newId: newId('rot') });
  await room.store(contextOf(context.workspaceId));
  const first = await start(room.needs, 'workspace', context);
  expect(await start(room.needs, 'workspace', context)).toMatchObject({ id: first.id, target: '2' });
  await expect(start(room.needs, 'workspace', contextOf(context.workspaceId))).rejects.toMatchObject({
    code: 'conflict',
  });
  await expect(read(room.needs, first.id)).rejects.toMatchObject({ code: 'not-found' });
});

test('an envelope that was changed keeps its old key, and the rotation says so', async () => {
  const context = contextOf();
  const { id } = await room.store(context);
  await room.owner.query(
    'update credential_version set envelope = set_byte(envelope, 100, 255 - get_byte(envelope, 100)) where credential_id = $1',
    [id],
  );
  const other = await room.store(context, { name: 'other' });
  const rotation = await start(room.needs, 'workspace', context);
  await using _rotating = rotateKeys(room.needs);
  await expect
    .poll(() => read(room.needs, rotation.id, context))
    .toMatchObject({
      status: 'incomplete',
      byKey: { 1: 1, 2: 1 },
    });
  expect(await reveal(room.needs, other.id, context)).toMatchObject({ data: { token: TOKEN } });
  await expect(reveal(room.needs, id, context)).rejects.toMatchObject({ code: 'credential-unreadable' });
});

test('what was moved by a process that died before it counted that is done once the rotation is completed', async () => {
  const context = contextOf(newId('ws'));
  const { needs } = room;
  await storeMany(needs, context.workspaceId, 3);
  const { id } = await start(needs, 'workspace', context);
  await room.owner.query('update key_rotation set done = -1 where id = $1', [id]); // as if one of them were not counted
  await using _ = rotateKeys(needs);
  const over = { status: 'completed', done: 3, total: 3 };
  await expect.poll(() => read(needs, id, context), { timeout: 60_000 }).toMatchObject(over);
});
