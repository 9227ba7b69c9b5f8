import { newId } from '@mesh/contracts/id';
import { MeshError } from '@mesh/contracts/mesh-error';
import { silent } from '@mesh/runtime/log';
import { servers } from '@mesh/testing/servers';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Content, hashOf } from '../src/content/content.ts';
import { FORMAT, packageOf } from './packages.ts';
import { type Asked, openRoom, type Room } from './room.ts';

const bytes = packageOf();
const blob = `plugins/sha256/${hashOf(bytes)}`;
const cached = `plugins:content:${hashOf(Buffer.from(FORMAT))}`;
const params = { name: 'shouting', version: '1.0.0', path: 'functions/shout.js' };
const flipped = (whole: Buffer) => {
  const other = Buffer.from(whole);
  other[other.length >> 1] = (other[other.length >> 1] ?? 0) ^ 1;
  return other;
};
const violation = { code: 'integrity-violation' };

let room: Room;
let me: Asked;
const { redis } = await servers();

describe('without Redis', () => {
  beforeEach(async () => {
    room = await openRoom({ redis: false });
    me = room.in(newId('ws'));
    await me.publish(bytes);
  });
  afterEach(() => room[Symbol.asyncDispose]());

  test('files and functions come from S3', async () => {
    expect(Buffer.from((await me.readPluginFile({ params })).base64, 'base64').toString()).toBe(FORMAT);
    await me.installPlugin({ params: { name: 'shouting' }, body: { version: '1.0.0' } });
    const asked = { params: { name: 'shouting', function: 'shout' }, body: { input: { text: 'a' } } };
    expect(await me.invokeFunction(asked)).toMatchObject({ output: { text: 'A' } });
  });

  test('one flipped byte in S3 is refused everywhere and reported, and served again once it is right', async () => {
    await me.installPlugin({ params: { name: 'shouting' }, body: { version: '1.0.0' } });
    await room.objects.put(blob, flipped(bytes));
    await expect(me.readPluginFile({ params })).rejects.toMatchObject(violation);
    await expect(me.downloadPlugin({ params: { name: 'shouting', version: '1.0.0' } })).rejects.toMatchObject(
      violation,
    );
    const asked = { params: { name: 'shouting', function: 'shout' }, body: { input: { text: 'a' } } };
    await expect(me.invokeFunction(asked)).rejects.toMatchObject(violation);
    expect(room.alarms).toContainEqual({ security: true, digest: hashOf(bytes), store: 's3' });
    await room.objects.put(blob, bytes);
    expect(await me.invokeFunction(asked)).toMatchObject({ output: { text: 'A' } });
  });

  test('another package in its place, a part of it, and nothing at all are refused', async () => {
    const others = [packageOf({ version: '6.6.6' }), bytes.subarray(0, -1), Buffer.concat([bytes, Buffer.from('x')])];
    for (const other of others) {
      await room.objects.put(blob, other);
      await expect(me.readPluginFile({ params })).rejects.toMatchObject(violation);
    }
    await room.objects.delete(blob);
    await expect(me.readPluginFile({ params })).rejects.toMatchObject(violation);
  });
});

describe.runIf(redis)('with Redis', () => {
  beforeEach(async () => {
    room = await openRoom();
    me = room.in(newId('ws'));
    await me.publish(bytes);
    await expect
      .poll(() =>
        room.cache.ping().then(
          () => true,
          () => false,
        ),
      )
      .toBe(true);
    await room.cache.delete(cached, `plugins:content:${hashOf(bytes)}`);
  });
  afterEach(() => room[Symbol.asyncDispose]());

  test('what was read once is read from the cache, though S3 has lost it', async () => {
    await me.readPluginFile({ params });
    await room.objects.delete(blob);
    expect(Buffer.from((await me.readPluginFile({ params })).base64, 'base64').toString()).toBe(FORMAT);
  });

  test('a flipped byte in the cache is reported, dropped and never served', async () => {
    await me.readPluginFile({ params });
    await room.cache.set(cached, flipped(Buffer.from(FORMAT)), 60);
    expect(Buffer.from((await me.readPluginFile({ params })).base64, 'base64').toString()).toBe(FORMAT);
    expect(room.alarms).toEqual([{ security: true, digest: hashOf(Buffer.from(FORMAT)), store: 'redis' }]);
    expect(await room.cache.get(cached)).toEqual(Buffer.from(FORMAT));
  });

  test('flipped in both, it is not served at all', async () => {
    await room.cache.set(cached, flipped(Buffer.from(FORMAT)), 60);
    await room.objects.put(blob, flipped(bytes));
    await expect(me.readPluginFile({ params })).rejects.toMatchObject(violation);
    expect(room.alarms).toHaveLength(2);
  });
});

test('however many ask for the same at once, one fetches; a failure is not kept', async () => {
  let fetches = 0;
  let broken = true;
  const objects = {
    get: async () => {
      fetches += 1;
      await new Promise((resolve) => setImmediate(resolve));
      if (broken) throw new MeshError('unavailable', 'the object store does not answer; try again');
      return bytes;
    },
  };
  const cache = { get: async () => undefined, set: async () => {}, delete: async () => {} };
  const content = new Content({ objects, cache, ttlSeconds: 60, log: silent });
  const stored = {
    digest: hashOf(bytes),
    files: [{ path: 'functions/shout.js', sha256: hashOf(Buffer.from(FORMAT)) }],
  };
  const all = () => Promise.allSettled(Array.from({ length: 50 }, () => content.file(stored, 'functions/shout.js')));
  expect((await all()).every(({ status }) => status === 'rejected')).toBe(true);
  broken = false;
  expect((await all()).every(({ status }) => status === 'fulfilled')).toBe(true);
  expect(fetches).toBe(2);
});
