import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { openLink } from '@mesh/testing/link';
import { servers } from '@mesh/testing/servers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { objectClaims } from '../src/claims.ts';
import type { Objects } from '../src/objects.ts';
import { ensureBucket, openObjects } from '../src/open.ts';

/** Shorter than what the store is given, so that the test is. */
const SILENT_MS = 500;
/** So long takes each of some sixty parts of an object. */
const PART_MS = 20;

const bucket = `objects-${randomBytes(4).toString('hex')}`;
let objects: Objects;

beforeAll(async () => {
  const { s3 } = await servers();
  const options = { ...s3, bucket };
  await ensureBucket(options);
  await ensureBucket(options); // asking twice makes one
  objects = openObjects(options);
});
afterAll(() => objects[Symbol.asyncDispose]());

test('what is put comes back', async () => {
  const bytes = randomBytes(300_000);
  await objects.put('a/b', bytes);
  expect(await objects.get('a/b')).toEqual(bytes);
  expect(await objects.has('a/b')).toBe(true);
});

test('what was deleted is not found, and deleting it again is no error', async () => {
  await objects.put('gone', Buffer.from('x'));
  await objects.delete('gone');
  await objects.delete('gone');
  expect(await objects.has('gone')).toBe(false);
  await expect(objects.get('gone')).rejects.toMatchObject({ code: 'not-found' });
});

test('an object over the caller’s limit is not read', async () => {
  await objects.put('large', randomBytes(2_000));
  await expect(objects.get('large', { maxBytes: 1_000 })).rejects.toMatchObject({ code: 'payload-too-large' });
});

test('a store that is away is `unavailable`', async () => {
  await using away = openObjects({
    bucket: 'x',
    endpoint: 'http://127.0.0.1:1',
    region: 'us-east-1',
    accessKeyId: 'a',
    secretAccessKey: 'b',
  });
  await expect(away.get('x')).rejects.toMatchObject({ code: 'unavailable' });
});

test.concurrent.for(['there', 'back', 'both'] as const)(
  'behind a cut %s a store is given up in seconds, also in the middle of an object, and is there when it heals',
  async (which, { expect }) => {
    const { s3 } = await servers();
    const { endpoint = '' } = s3;
    await using link = await openLink(() => endpoint);
    await using far = openObjects({ ...s3, bucket, endpoint: link.through(endpoint), silentMs: SILENT_MS });
    const bytes = randomBytes(4 * 1024 * 1024);
    const get = () => far.get(`far-${which}`);
    const unavailable = expect.objectContaining({ code: 'unavailable' });
    await far.put(`far-${which}`, bytes);
    link.setWeather(() => PART_MS);
    const underWay = get().catch((error: unknown) => error);
    await sleep(PART_MS * 5);
    link.cut(which);
    await expect(get()).rejects.toEqual(unavailable);
    await expect(far.put(`far-${which}`, bytes)).rejects.toEqual(unavailable);
    expect(await underWay).toEqual(which === 'there' ? bytes : unavailable);
    link.heal();
    link.setWeather(() => 0);
    await expect.poll(() => get().catch(() => undefined), { timeout: 60_000 }).toEqual(bytes);
  },
);

test('more than one request takes is put in parts', async () => {
  const bytes = randomBytes(17 * 1024 * 1024);
  await objects.put('parts', bytes);
  expect(bytes.equals(await objects.get('parts'))).toBe(true);
});

test('a body of unknown length is put as it comes', async () => {
  const parts = Array.from({ length: 12 }, () => randomBytes(1024 * 1024));
  await objects.putStream('streamed', Readable.from(parts));
  expect(Buffer.concat(parts).equals(await objects.get('streamed'))).toBe(true);
});

test('of a body that breaks off nothing is there, and its own error is thrown', async () => {
  const broken = async function* () {
    yield randomBytes(6 * 1024 * 1024);
    throw new RangeError('cut');
  };
  await expect(objects.putStream('cut', Readable.from(broken()))).rejects.toThrow(RangeError);
  expect(await objects.has('cut')).toBe(false);
});

test('what is older than a moment is deleted, below one prefix', async () => {
  for (const key of ['uploads/1', 'uploads/2', 'kept']) await objects.put(key, Buffer.from('x'));
  expect(await objects.deleteOlder('uploads/', new Date(Date.now() - 60_000))).toBe(0);
  expect(await objects.deleteOlder('uploads/', new Date(Date.now() + 60_000))).toBe(2);
  expect(await objects.has('uploads/1')).toBe(false);
  expect(await objects.has('kept')).toBe(true);
});

test('a claim is taken once, and only a claim is', async () => {
  const claims = objectClaims(objects);
  const bytes = randomBytes(2_000);
  const reference = await claims.put(bytes);
  expect(Buffer.from(await claims.take(reference))).toEqual(bytes);
  await expect(claims.take(reference)).rejects.toMatchObject({ code: 'not-found' });
  await expect(claims.take('a/b')).rejects.toMatchObject({ code: 'invalid' });
});
