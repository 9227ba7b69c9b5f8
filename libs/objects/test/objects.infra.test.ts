import { randomBytes } from 'node:crypto';
import { servers } from '@mesh/testing/servers';
import { afterAll, beforeAll, expect, test } from 'vitest';
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
  expect(Buffer.concat(await Array.fromAsync(await objects.stream('a/b')))).toEqual(bytes);
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
