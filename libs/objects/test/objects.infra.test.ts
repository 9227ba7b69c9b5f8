import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { servers } from '@mesh/testing/servers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { objectClaims } from '../src/claims.ts';
import type { Objects } from '../src/objects.ts';
import { ensureBucket, openObjects } from '../src/open.ts';

let objects: Objects;

beforeAll(async () => {
  const { s3 } = await servers();
  const options = { ...s3, bucket: `objects-${randomBytes(4).toString('hex')}` };
  await ensureBucket(options);
  await ensureBucket(options); // asking twice makes one
  objects = openObjects(options);
});
afterAll(() => objects[Symbol.asyncDispose]());

test('what is put comes back, whole and as a stream', async () => {
  const bytes = randomBytes(300_000);
  await objects.put('a/b', bytes);
  expect(await objects.get('a/b')).toEqual(bytes);
  expect(Buffer.concat(await (await objects.stream('a/b')).toArray())).toEqual(bytes);
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
