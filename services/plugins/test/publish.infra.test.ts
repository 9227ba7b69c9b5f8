import { newId } from '@mesh/contracts/id';
import { silent } from '@mesh/runtime/log';
import { contextOf } from '@mesh/testing/context-of';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { hashOf } from '../src/content/content.ts';
import { publishPlugin } from '../src/plugin/publish-plugin.ts';
import { packageOf } from './packages.ts';
import { openRoom, type Room, uploadOf } from './room.ts';

let room: Room;
beforeAll(async () => {
  room = await openRoom();
});
afterAll(() => room[Symbol.asyncDispose]());

test('a package becomes a version that is its digest, and the upload is gone', async () => {
  const me = room.in(newId('ws'));
  const bytes = packageOf({ category: 'writing', tags: ['loud'] });
  const digest = `sha256:${hashOf(bytes)}`;
  expect(await me.publish(bytes)).toEqual({ name: 'shouting', version: '1.0.0', status: 'published', digest });
  expect(await room.objects.get(`plugins/sha256/${hashOf(bytes)}`)).toEqual(bytes);

  const params = { name: 'shouting', version: '1.0.0' };
  expect(await me.getPluginVersionStatus({ params })).toEqual({ stage: 'published', reasons: [] });
  expect(await me.getPluginVersion({ params })).toMatchObject({
    digest,
    bytes: bytes.length,
    functions: [{ name: 'shout', input: { type: 'object' } }],
    permissions: { network: [] },
  });
  expect(await me.getPlugin({ params: { name: 'shouting' } })).toMatchObject({
    visibility: 'private',
    latest: '1.0.0',
    installations: 0,
    versions: [{ version: '1.0.0', digest, stage: 'published' }],
  });
  const { items } = await me.listPluginFiles({ params });
  expect(items.map(({ path }) => path)).toEqual(['functions/shout.js', 'plugin.json']);
  const file = await me.readPluginFile({ params: { ...params, path: 'functions/shout.js' } });
  expect(Buffer.from(file.base64, 'base64').toString()).toContain('toUpperCase');
  expect(file).toMatchObject({ contentType: 'text/plain; charset=utf-8', fileName: 'shout.js' });
  const download = await me.downloadPlugin({ params });
  expect(Buffer.from(download.base64, 'base64')).toEqual(bytes);
  await expect(me.readPluginFile({ params: { ...params, path: '../plugin.json' } })).rejects.toMatchObject({
    code: 'not-found',
  });
});

test('the same bytes again are the same answer; others for the version are a conflict', async () => {
  const me = room.in(newId('ws'));
  const first = await me.publish(packageOf());
  expect(await me.publish(packageOf())).toEqual(first);
  await expect(me.publish(packageOf({ description: 'Other.' }))).rejects.toMatchObject({ code: 'conflict' });
  expect((await me.getPlugin({ params: { name: 'shouting' } })).versions).toHaveLength(1);
});

test('a version must come after the one before', async () => {
  const me = room.in(newId('ws'));
  await me.publish(packageOf({ version: '1.10.0' }));
  for (const version of ['1.9.0', '1.10.0-beta.1', '0.1.0'])
    await expect(me.publish(packageOf({ version }))).rejects.toMatchObject({
      code: 'plugin-invalid',
      extra: { reason: 'version-not-increasing' },
    });
  expect(await me.publish(packageOf({ version: '1.11.0' }))).toMatchObject({ version: '1.11.0' });
  expect((await me.getPlugin({ params: { name: 'shouting' } })).latest).toBe('1.11.0');
});

test('a refused package leaves nothing: no version, no blob, no upload', async () => {
  const me = room.in(newId('ws'));
  const bytes = packageOf({ permissions: { network: ['*'], credentials: [], events: [] } });
  await expect(me.publish(bytes)).rejects.toMatchObject({ code: 'plugin-invalid' });
  expect(await room.objects.has(`plugins/sha256/${hashOf(bytes)}`)).toBe(false);
  expect((await me.listPlugins({})).items).toEqual([]);
});

test('an upload that is not what arrived is refused', async () => {
  const { object } = await uploadOf(room.objects, packageOf());
  expect(await room.objects.has(object)).toBe(true);
  const body = { object, bytes: 10, sha256: '0'.repeat(64), contentType: 'application/zip' };
  const publishing = publishPlugin({ ...room, log: silent })({ params: {}, query: {}, headers: {}, body }, contextOf());
  await expect(publishing).rejects.toMatchObject({ code: 'integrity-violation' });
  expect(await room.objects.has(object)).toBe(false);
});

test('asked twice for one upload, at once or one after the other, the answer is the same', async () => {
  const publish = publishPlugin({ ...room, log: silent });
  const asked = async (bytes: Buffer) => ({
    params: {},
    query: {},
    headers: {},
    body: await uploadOf(room.objects, bytes),
  });
  const [question, context] = [await asked(packageOf({ name: 'asked-twice' })), contextOf(newId('ws'))];
  const [first, twin] = await Promise.all([publish(question, context), publish(question, context)]);
  expect([twin, await publish(question, context)]).toEqual([first, first]);

  const taken = await asked(packageOf({ name: 'not-published' }));
  await room.objects.delete(taken.body.object);
  await expect(publish(taken, context), 'who sends it again brings it again').rejects.toMatchObject({
    code: 'unavailable',
  });
});

test('publishers at once make one plugin with one version', async () => {
  const me = room.in(newId('ws'));
  const all = await Promise.all(Array.from({ length: 6 }, () => me.publish(packageOf())));
  expect(all).toEqual(all.map(() => all[0]));
  expect((await me.getPlugin({ params: { name: 'shouting' } })).versions).toHaveLength(1);
});

test('a private plugin is seen by its workspace alone, a public one by all', async () => {
  const [mine, other] = [room.in(newId('ws')), room.in(newId('ws'))];
  await mine.publish(packageOf({ name: 'secret-kit' }));
  await mine.publish(packageOf({ name: 'open-kit' }), { visibility: 'public' });
  const params = { name: 'secret-kit', version: '1.0.0' };
  const never = await other.getPlugin({ params: { name: 'never-kit' } }).catch((error: Error) => error.message);
  const message = String(never).replace('never-kit', 'secret-kit');
  for (const asking of [
    () => other.getPlugin({ params: { name: 'secret-kit' } }),
    () => other.getPluginVersion({ params }),
    () => other.getPluginVersionStatus({ params }),
    () => other.listPluginFiles({ params }),
    () => other.readPluginFile({ params: { ...params, path: 'plugin.json' } }),
    () => other.downloadPlugin({ params }),
    () => other.installPlugin({ params: { name: 'secret-kit' }, body: { version: '1.0.0' } }),
  ]) {
    await expect(asking()).rejects.toMatchObject({ code: 'not-found', message });
  }
  expect((await other.listPlugins({})).items.map(({ name }) => name)).toEqual(['open-kit']);
  const open = { name: 'open-kit', version: '1.0.0' };
  expect(await other.getPluginVersion({ params: open })).toMatchObject({ name: 'open-kit' });
  await expect(other.publish(packageOf({ name: 'open-kit' }), { visibility: 'public' })).rejects.toMatchObject({
    code: 'conflict',
  });
});

test('a workspace’s own plugin comes before a public one of the same name', async () => {
  const [mine, other] = [room.in(newId('ws')), room.in(newId('ws'))];
  await other.publish(packageOf({ name: 'twin-kit', description: 'Theirs.' }), { visibility: 'public' });
  await mine.publish(packageOf({ name: 'twin-kit', description: 'Mine.' }));
  expect((await mine.getPlugin({ params: { name: 'twin-kit' } })).description).toBe('Mine.');
  await expect(
    mine.publish(packageOf({ name: 'twin-kit', version: '2.0.0' }), { visibility: 'public' }),
  ).rejects.toMatchObject({ code: 'conflict' });
});

test('plugins are searched, sorted and told page by page', async () => {
  const [me, other] = [room.in(newId('ws')), room.in(newId('ws'))];
  for (const name of ['alpha', 'beta', 'gamma']) {
    await me.publish(
      packageOf({ name: `list-${name}`, category: 'lists', tags: [name], description: `100%_${name}` }),
      { visibility: 'public' },
    );
  }
  await other.installPlugin({ params: { name: 'list-beta' }, body: { version: '1.0.0' } });
  const names = async (query: object) => (await me.listPlugins({ query })).items.map(({ name }) => name);
  expect(await names({ category: 'lists', sort: 'name' })).toEqual(['list-alpha', 'list-beta', 'list-gamma']);
  expect(await names({ category: 'lists' })).toEqual(['list-gamma', 'list-beta', 'list-alpha']);
  expect((await names({ category: 'lists', sort: 'popular' }))[0]).toBe('list-beta');
  expect(await names({ tag: 'gamma' })).toEqual(['list-gamma']);
  expect(await names({ search: '%_ALPHA' })).toEqual(['list-alpha']);
  for (const sort of ['name', 'newest', 'popular'] as const) {
    const told: string[] = [];
    let cursor: string | null = null;
    do {
      const query = { category: 'lists', sort, limit: '2', ...(cursor ? { cursor } : {}) };
      const page = await me.listPlugins({ query });
      told.push(...page.items.map(({ name }) => name));
      cursor = page.nextCursor;
    } while (cursor);
    expect(told.toSorted()).toEqual(['list-alpha', 'list-beta', 'list-gamma']);
  }
  await expect(me.listPlugins({ query: { cursor: 'x' } })).rejects.toMatchObject({ code: 'invalid' });
});
