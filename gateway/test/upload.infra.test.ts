import { createHash, randomBytes } from 'node:crypto';
import { connect } from 'node:net';
import type { HandlerOf } from '@mesh/bus/handler';
import { serve } from '@mesh/bus/serve';
import type { Upload } from '@mesh/contracts/bytes';
import { MeshError } from '@mesh/contracts/mesh-error';
import { publishPlugin } from '@mesh/contracts/plugins';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { sweep } from '../src/sweep.ts';
import { openRoom, type Room } from './room.ts';

const MOST = publishPlugin.http.maxBytes ?? 0;
const done = { name: 'p', version: '1.0.0', status: 'uploaded', digest: `sha256:${'0'.repeat(64)}` } as const;
const bytes = randomBytes(7 * 1024 * 1024);
let room: Room;
let url: string;
let took: Upload[] = [];
let publish: HandlerOf<typeof publishPlugin>;

beforeAll(async () => {
  room = await openRoom();
  url = await room.app.listen({ host: '127.0.0.1', port: 0 });
  const plugins = await room.busOf('plugins');
  serve(plugins, publishPlugin, (request, context) => publish(request, context));
});
afterAll(() => room[Symbol.asyncDispose]());
beforeEach(() => {
  took = [];
  publish = async ({ body }) => {
    took.push(body);
    return done;
  };
});

const zip = { 'content-type': 'application/zip' };
const post = (body: RequestInit['body'], headers: Record<string, string> = {}) =>
  fetch(`${url}/v1/plugins`, { method: 'POST', body: body ?? null, headers, duplex: 'half' });
const left = () => room.objects.deleteOlder('uploads/', new Date(Date.now() + 60_000));

test('a raw body is in the bucket when the service is asked, counted and digested', async () => {
  let seen: Buffer | undefined;
  publish = async ({ body }) => {
    took.push(body);
    seen = await room.objects.get(body.object);
    return done;
  };
  const answer = await post(bytes, zip);
  expect(answer.status).toBe(202);
  expect(answer.headers.get('location')).toBe('/v1/plugins/p/versions/1.0.0/status');
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  expect(took).toEqual([
    { object: expect.stringMatching(/^uploads\//), bytes: bytes.length, sha256, contentType: 'application/zip' },
  ]);
  expect(seen?.equals(bytes)).toBe(true);
  expect(await left()).toBe(1); // whoever took it deletes it
});

test('the part file of a form is the upload, with its name and type', async () => {
  const form = new FormData();
  form.set('file', new File([bytes], 'my plugin.zip', { type: 'application/zip' }));
  expect((await post(form)).status).toBe(202);
  expect(took).toMatchObject([{ bytes: bytes.length, contentType: 'application/zip', fileName: 'my plugin.zip' }]);
  await left();
});

test.each([
  ['a part of another name', [['other', 'x']]],
  [
    'a second part',
    [
      ['file', 'x'],
      ['file', 'y'],
    ],
  ],
  ['no part', []],
] as const)('a form with %s is refused and leaves nothing', async (_title, parts) => {
  const form = new FormData();
  for (const [name, text] of parts) form.append(name, new File([text], 'x.zip'));
  const answer = await post(form);
  expect(answer.status).toBe(400);
  expect(took).toEqual([]);
  expect(await left()).toBe(0);
});

test('a form without a file, or cut short, is refused', async () => {
  const form = new FormData();
  form.set('file', 'text');
  expect((await post(form)).status).toBe(400);
  const type = { 'content-type': 'multipart/form-data; boundary=x' };
  expect(
    (await post('--x\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\nhalf', type)).status,
  ).toBe(400);
  expect((await post('nothing', { 'content-type': 'multipart/form-data' })).status).toBe(400);
  expect(await left()).toBe(0);
});

test.each(['text/plain', 'application/json'])('the type %s is refused', async (type) => {
  expect((await post('{"files[x].filepath":"/etc/passwd"}', { 'content-type': type })).status).toBe(415);
});

test('a body that says it is too large is refused before it is read', async () => {
  const head = `POST /v1/plugins HTTP/1.1\r\nHost: a\r\nContent-Type: application/zip\r\nContent-Length: ${MOST + 1}\r\n\r\n`;
  expect(await firstLine(head)).toContain(' 413 ');
});

test('a body without length is refused at the first byte too many, and nothing is left', async () => {
  const endless = new ReadableStream({
    pull(controller) {
      controller.enqueue(new Uint8Array(65_536));
    },
  });
  expect((await post(endless, zip)).status).toBe(413);
  expect(took).toEqual([]);
  await expect.poll(left).toBe(0);
});

test('an upload whose operation fails is deleted', async () => {
  publish = async () => {
    throw new MeshError('plugin-invalid', 'no plugin.json');
  };
  expect((await post('x', zip)).status).toBe(422);
  expect(await left()).toBe(0);
});

test('a question that is refused anyway takes no bytes', async () => {
  const answer = await fetch(`${url}/v1/plugins?visibility=nonsense`, { method: 'POST', body: 'x', headers: zip });
  expect(answer.status).toBe(400);
  expect(await left()).toBe(0);
});

test('the same upload with the same key is published once', async () => {
  const keyed = { ...zip, 'idempotency-key': 'upload-1' };
  expect((await post('x', keyed)).status).toBe(202);
  const again = await post('x', keyed);
  expect([again.status, again.headers.get('idempotency-replayed')]).toEqual([202, 'true']);
  expect((await post('y', keyed)).status).toBe(422);
  expect(took).toHaveLength(1);
  expect(await left()).toBe(1);
});

test('what nobody came for is swept after an hour', async () => {
  for (const key of ['uploads/a', 'claims/a', 'plugins/a']) await room.objects.put(key, Buffer.from('x'));
  await sweep({ ...room, sweeps: [] }, new Date());
  expect(await room.objects.has('uploads/a')).toBe(true);
  await sweep({ ...room, sweeps: [] }, new Date(Date.now() + 3_601_000));
  for (const key of ['uploads/a', 'claims/a']) expect(await room.objects.has(key)).toBe(false);
  expect(await room.objects.has('plugins/a')).toBe(true);
});

function firstLine(head: string): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const socket = connect(Number(new URL(url).port), '127.0.0.1', () => socket.write(head));
  socket.once('data', (chunk) => {
    resolve(chunk.toString().split('\r\n', 1)[0] ?? '');
    socket.destroy();
  });
  socket.once('error', reject);
  return promise;
}
