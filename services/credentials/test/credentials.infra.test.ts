import { newId } from '@mesh/contracts/id';
import { contextOf } from '@mesh/testing/context-of';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { listAudit } from '../src/audit/list-audit.ts';
import { checkCredentials } from '../src/credential/check-credentials.ts';
import { deleteCredential } from '../src/credential/delete-credential.ts';
import { getCredential } from '../src/credential/get-credential.ts';
import { listCredentialVersions } from '../src/credential/list-credential-versions.ts';
import { listCredentials } from '../src/credential/list-credentials.ts';
import { revealCredential } from '../src/credential/reveal-credential.ts';
import { rollbackCredential } from '../src/credential/rollback-credential.ts';
import { updateCredential } from '../src/credential/update-credential.ts';
import { openRoom, type Room, TOKEN } from './room.ts';

let room: Room;
beforeAll(async () => {
  room = await openRoom();
});
afterAll(() => room[Symbol.asyncDispose]());

const at = (credentialId: string, body: object = {}, ifMatch?: string) => ({
  params: { credentialId },
  query: {},
  headers: { 'if-match': ifMatch } as never,
  body: body as never,
});
const bare = { params: {}, query: {}, headers: {}, body: {} };

test('what is stored is shown masked and revealed whole', async () => {
  const context = contextOf();
  const made = await room.store(context);
  expect(made).toMatchObject({ fields: { token: '••••3f9a' }, version: 1, revision: 1 });
  expect(JSON.stringify(await getCredential(room.needs)(at(made.id), context))).not.toContain('canary');
  expect(await revealCredential(room.needs)(at(made.id), context)).toEqual({ data: { token: TOKEN }, version: 1 });
});

test('asking twice with one id makes one credential, and a taken name is a conflict', async () => {
  const context = contextOf(undefined, { newId: newId('cred') });
  const [one, other] = [await room.store(context), await room.store(context, { name: 'other' })];
  expect(other).toEqual(one);
  await expect(room.store(contextOf(context.workspaceId))).rejects.toMatchObject({ code: 'conflict' });
  await expect(room.store(contextOf(context.workspaceId), { environment: 'staging' })).resolves.toBeDefined();
});

test('another workspace finds nothing, in the same words as for what never was, and the denial is in its audit', async () => {
  const made = await room.store(contextOf());
  const stranger = contextOf();
  const answers = [getCredential, revealCredential, deleteCredential].flatMap((operation) =>
    [made.id, newId('cred')].map((id) => operation(room.needs)(at(id), stranger).catch((error) => error.toShape())),
  );
  const shapes = await Promise.all(answers);
  for (const shape of shapes) expect(shape).toEqual(shapes[0]);
  expect(shapes[0]).toMatchObject({ code: 'not-found' });
  const { items } = await listAudit(room.needs)({ ...bare, query: { resource: made.id } }, stranger);
  expect(items.map(({ outcome }) => outcome)).toEqual(['denied', 'denied', 'denied']);
  expect(await listCredentials(room.needs)(bare, stranger)).toEqual({ items: [], nextCursor: null });
});

test('new data is a new version, a rollback another one with the old data', async () => {
  const context = contextOf();
  const { id } = await room.store(context);
  const update = updateCredential(room.needs, room.needs.catalogue);
  await update(at(id, { data: { token: 'the second token' } }), context);
  const back = await rollbackCredential(room.needs, room.needs.catalogue)(at(id, { version: 1 }), context);
  expect(back).toMatchObject({ version: 3, revision: 3, fields: { token: '••••3f9a' } });
  expect(await revealCredential(room.needs)(at(id), context)).toMatchObject({ data: { token: TOKEN } });
  const { items } = await listCredentialVersions(room.needs)({ ...at(id), query: { limit: 2 } }, context);
  expect(items.map(({ version, current }) => [version, current])).toEqual([
    [3, true],
    [2, false],
  ]);
});

test('a stale If-Match changes nothing', async () => {
  const context = contextOf();
  const { id } = await room.store(context);
  const update = updateCredential(room.needs, room.needs.catalogue);
  expect(await update(at(id, { description: 'one' }, '"1"'), context)).toMatchObject({ revision: 2, version: 1 });
  await expect(update(at(id, { description: 'two' }, '"1"'), context)).rejects.toMatchObject({
    code: 'precondition-failed',
  });
  await expect(deleteCredential(room.needs)(at(id, {}, '"1"'), context)).rejects.toMatchObject({
    code: 'precondition-failed',
  });
  await deleteCredential(room.needs)(at(id, {}, '"2"'), context);
  await expect(getCredential(room.needs)(at(id), context)).rejects.toMatchObject({ code: 'not-found' });
});

test('an expired credential is shown but not revealed', async () => {
  const context = contextOf();
  const { id } = await room.store(context, { expiresAt: '2020-01-01T00:00:00Z' });
  expect(await getCredential(room.needs)(at(id), context)).toMatchObject({ expiresAt: '2020-01-01T00:00:00.000Z' });
  await expect(revealCredential(room.needs)(at(id), context)).rejects.toMatchObject({ code: 'credential-expired' });
});

test('lists are filtered, paged, newest first', async () => {
  const context = contextOf();
  for (const name of ['one', 'two', 'three']) await room.store(context, { name, tags: name === 'two' ? ['t'] : [] });
  const list = async (query: object) => {
    const { items, nextCursor } = await listCredentials(room.needs)({ ...bare, query }, context);
    return [items.map(({ name }) => name), nextCursor] as const;
  };
  const [first, cursor] = await list({ limit: 2 });
  expect(first).toEqual(['three', 'two']);
  expect(await list({ limit: 2, cursor })).toEqual([['one'], null]);
  expect(await list({ tag: 't' })).toEqual([['two'], null]);
  expect(await list({ search: 'HRE' })).toEqual([['three'], null]);
  expect(await list({ search: '%' })).toEqual([[], null]);
});

test('which are missing is told by name and id, in its environment and workspace, and audited', async () => {
  const context = contextOf();
  const { id } = await room.store(context, { name: 'there' });
  const staged = await room.store(context, { name: 'staged', environment: 'staging' });
  const foreign = await room.store(contextOf(), { name: 'foreign' });
  const check = async (credentials: string[], environment = 'production') =>
    (await checkCredentials(room.needs)({ ...bare, body: { credentials, environment } }, context)).missing;
  const wanted = [id, 'there', 'staged', staged.id, 'foreign', foreign.id, 'no name of one'];
  expect(await check(wanted)).toEqual(['staged', 'foreign', foreign.id, 'no name of one']);
  expect(await check(['staged', 'there'], 'staging')).toEqual(['there']);
  const { items } = await listAudit(room.needs)({ ...bare, query: { action: 'credential.list' } }, context);
  expect(items).toHaveLength(2);
});

test('a row that was edited in the database does not open, and says nothing', async () => {
  const context = contextOf();
  const [{ id }, { id: other }] = [await room.store(context), await room.store(context, { name: 'other' })];
  await room.owner.query(
    'update credential_version set envelope = (select envelope from credential_version where credential_id = $2) where credential_id = $1',
    [id, other],
  );
  await expect(revealCredential(room.needs)(at(id), context)).rejects.toMatchObject({ code: 'credential-unreadable' });
  const { items } = await listAudit(room.needs)(
    { ...bare, query: { resource: id, action: 'credential.reveal' } },
    context,
  );
  expect(items).toMatchObject([{ outcome: 'failed', details: { code: 'credential-unreadable' } }]);
});

test.each([
  [
    'the envelope of an older version in the place of the newest',
    'update credential_version set envelope = (select envelope from credential_version where credential_id = $1 and version = 1) where credential_id = $1 and version = 3',
  ],
  ['a credential that names an older version', 'update credential set version = 1 where id = $1'],
])('%s is refused as a rollback, with a row of its own', async (_, statement) => {
  const context = contextOf();
  const { id } = await room.store(context);
  const update = updateCredential(room.needs, room.needs.catalogue);
  for (const token of ['the second', 'the third']) await update(at(id, { data: { token } }), context);
  await room.owner.query(statement, [id]);
  await expect(revealCredential(room.needs)(at(id), context)).rejects.toMatchObject({ code: 'version-rollback' });
  const query = { resource: id, action: 'credential.reveal' };
  const { items } = await listAudit(room.needs)({ ...bare, query }, context);
  expect(items).toMatchObject([{ outcome: 'failed', details: { code: 'version-rollback' } }]);
});

test.each([
  ['a flipped bit', 'set_byte(envelope, 200, get_byte(envelope, 200) # 1)'],
  ['a cut envelope', 'substring(envelope for 344)'],
  ['an empty one', "''::bytea"],
])('%s in the database is unreadable, whether it was read before or not', async (_, changed) => {
  const context = contextOf();
  const { id } = await room.store(context);
  const reveal = () => revealCredential(room.needs)(at(id), context);
  expect(await reveal()).toMatchObject({ data: { token: TOKEN } });
  await room.owner.query(`update credential_version set envelope = ${changed} where credential_id = $1`, [id]);
  await expect(reveal()).rejects.toMatchObject({ code: 'credential-unreadable' });
});

test('no column and no event holds the secret', async () => {
  await room.store(contextOf());
  const { rows } = await room.owner.query<{ name: string }>(
    "select table_name as name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE'",
  );
  expect(rows.map(({ name }) => name)).toContain('credential_version');
  for (const { name } of rows) {
    const dump = JSON.stringify((await room.owner.query(`select row_to_json(t) as row from "${name}" t`)).rows);
    expect(dump).not.toContain('canary');
    expect(dump).not.toContain(Buffer.from('canary').toString('hex'));
  }
});
