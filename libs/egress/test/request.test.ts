import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { Socket } from 'node:net';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setImmediate, setTimeout as sleep } from 'node:timers/promises';
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { MeshError } from '@mesh/contracts/mesh-error';
import { silent } from '@mesh/runtime/log';
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import type { Egress, OnPart } from '../src/egress.ts';
import { openEgress } from '../src/open.ts';

type Seen = { method: string; url: string; headers: IncomingHttpHeaders; body: string };
const opened = new AsyncDisposableStack();
let seen: Seen[] = [];
let egress: Egress;
let port: number;
let other: number;

const replies: Record<string, (request: IncomingMessage, response: ServerResponse) => void> = {
  '/plain': (_, response) => response.setHeader('x-two', ['a', 'b']).end('hello'),
  '/gzip': (_, response) =>
    response.setHeader('x-two', ['a', 'b']).setHeader('content-encoding', 'gzip').end(gzipSync('packed')),
  '/br': (_, response) => response.setHeader('content-encoding', 'br').end(brotliCompressSync('packed')),
  '/deflate': (_, response) => response.setHeader('content-encoding', 'deflate').end(deflateSync('packed')),
  '/raw-deflate': (_, response) => response.setHeader('content-encoding', 'deflate').end(deflateRawSync('packed')),
  '/no-content': (_, response) => response.writeHead(204, { 'content-encoding': 'gzip' }).end(),
  '/no-bytes': (_, response) => response.writeHead(200, { 'content-encoding': 'br', 'content-length': '0' }).end(),
  '/said-twice': (_, response) =>
    response
      .writeHead(429, [
        'content-type',
        'text/a',
        'Content-Type',
        'text/b',
        'retry-after',
        '1',
        'Retry-After',
        '2',
        'x-two',
        'a',
        'x-two',
        'b',
      ])
      .end(),
  '/strange': (_, response) => response.setHeader('content-encoding', 'zzz').end('x'),
  '/broken': (_, response) => response.setHeader('content-encoding', 'gzip').end('no gzip'),
  '/bomb': (_, response) => response.setHeader('content-encoding', 'gzip').end(gzipSync(Buffer.alloc(9 * 1024 * 1024))),
  '/large': (_, response) => response.end(Buffer.alloc(11 * 1024 * 1024)),
  '/headers': (_, response) => response.setHeader('x-long', 'x'.repeat(40_000)).end(),
  '/twice': (_, response) => response.setHeader('content-encoding', 'gzip, gzip').end(gzipSync(gzipSync('x'))),
  '/endless': (_, response) => pour(response, Buffer.alloc(65_536)),
  '/drip': (_, response) => pour(response, Buffer.alloc(1), 20),
  '/endless-bomb': (_, response) => {
    const zeros = gzipSync(Buffer.alloc(1024 * 1024));
    response.setHeader('content-encoding', 'gzip');
    pour(response, zeros);
  },
  '/silent': () => {},
  '/begins': (_, response) => void response.write('x'),
  '/breaks-off': (_, response) => {
    response.write('x');
    setTimeout(() => response.destroy(), 20);
  },
  '/cut': (_, response) => response.destroy(),
  '/closes-kept': ({ socket }, response) => onceOn(socket, response, () => socket.destroy()),
  '/resets-kept': ({ socket }, response) => onceOn(socket, response, () => socket.resetAndDestroy()),
  '/see-other': (_, response) => response.writeHead(303, { location: '/plain' }).end(),
  '/accents': (_, response) =>
    response.writeHead(302, { location: Buffer.from('/plain?q=café').toString('latin1') }).end(),
  '/keep': (_, response) => response.writeHead(307, { location: '/plain' }).end(),
  '/away': (_, response) => response.writeHead(307, { location: `http://localhost:${other}/plain` }).end(),
  '/inside': (_, response) => response.writeHead(302, { location: 'http://169.254.169.254/latest/meta-data' }).end(),
  '/file': (_, response) => response.writeHead(302, { location: 'file:///etc/passwd' }).end(),
  '/round': (_, response) => response.writeHead(302, { location: '/round' }).end(),
};

/** By then a connection is free for the next request. */
const IDLE_MS = 50;
const used = new WeakSet<Socket>();

/** Answers the first request of a connection, and does `giveUp` with the next. */
function onceOn(socket: Socket, response: ServerResponse, giveUp: () => void): void {
  if (used.has(socket)) giveUp();
  else response.end('hello');
  used.add(socket);
}

/** So many answers have no end at this moment. */
let pouring = 0;

/** Answers without an end. */
function pour(response: ServerResponse, part: Buffer, pauseMs = 0): void {
  async function* parts() {
    for (;;) {
      yield part;
      if (pauseMs > 0) await sleep(pauseMs);
    }
  }
  pouring++;
  pipeline(parts, response)
    .catch(() => {})
    .finally(() => pouring--);
}

async function listen(): Promise<number> {
  const server: Server = createServer(async (request, response) => {
    let body = '';
    for await (const part of request) body += part;
    seen.push({ method: request.method ?? '', url: request.url ?? '', headers: request.headers, body });
    replies[request.url?.split('?')[0] ?? '']?.(request, response);
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  opened.defer(() => void server.close().closeAllConnections());
  return (server.address() as { port: number }).port;
}

beforeAll(async () => {
  [port, other] = [await listen(), await listen()];
  const allow = [`localhost:${port}`, `localhost:${other}`, `rebound.test:${port}`];
  const lookup = async (name: string) => (name === 'nowhere.test' ? [] : ['127.0.0.1']);
  egress = opened.use(openEgress({ allow, log: silent, lookup }));
});
beforeEach(() => {
  seen = [];
});
afterAll(() => opened.disposeAsync());

const get = (path: string, more: object = {}) =>
  egress.request({ method: 'GET', url: `http://localhost:${port}${path}`, ...more });

test('an allowed place answers, whatever the status', async () => {
  const answer = await get('/plain?a=1', { headers: { 'X-Own': 'yes' } });
  expect(answer).toMatchObject({ status: 200, url: `http://localhost:${port}/plain?a=1` });
  expect(answer.headers['x-two']).toBe('a, b');
  expect(answer.body.toString()).toBe('hello');
  expect(seen[0]).toMatchObject({
    method: 'GET',
    url: '/plain?a=1',
    headers: { 'x-own': 'yes', host: `localhost:${port}` },
  });
  expect(seen[0]?.headers).not.toHaveProperty('traceparent');
});

test.each(['/gzip', '/br', '/deflate', '/raw-deflate'])('%s is unpacked', async (path) => {
  const answer = await get(path);
  expect(answer.body.toString()).toBe('packed');
  expect(answer.headers).not.toHaveProperty('content-encoding');
});

test('of a header that is said once at most the first counts, and others are joined', async () => {
  const { headers } = await get('/said-twice');
  expect(headers).toMatchObject({ 'content-type': 'text/a', 'retry-after': '1', 'x-two': 'a, b' });
});

test.each([
  ['/no-content', 204],
  ['/no-bytes', 200],
])('%s has no bytes, though it tells how they would be packed', async (path, status) => {
  expect(await get(path)).toMatchObject({ status, body: Buffer.alloc(0) });
});

test('a body goes through what the caller gives for its status, decoded, and is what comes out', async () => {
  const loud = () =>
    new Transform({
      transform: (part: Buffer, _, done) => done(null, String(part).toUpperCase()),
      flush: (done) => done(null, '!'),
    });
  const parts: string[] = [];
  const through = (status: number) => (status === 200 ? [loud()] : []);
  const answer = await get('/gzip', { through, onPart: (part: Buffer) => parts.push(String(part)) });
  expect([String(answer.body), parts.join('')]).toEqual(['PACKED!', 'PACKED!']);
  const failing = () => [new Transform({ transform: (_, __, done) => done(new MeshError('unavailable', 'not now')) })];
  await expect(get('/endless', { through: failing })).rejects.toMatchObject({ code: 'unavailable' });
});

test.each([
  '/bomb',
  '/large',
  '/strange',
  '/twice',
  '/endless',
  '/endless-bomb',
  '/broken',
  '/headers',
  '/cut',
  '/round',
])('%s is `egress-failed`', async (path) => {
  await expect(get(path)).rejects.toMatchObject({ code: 'egress-failed' });
});

test.each(['/closes-kept', '/resets-kept'])(
  'what meets a kept connection as the other side gives it up is asked again, if it may be: %s',
  async (path) => {
    const url = `http://localhost:${port}${path}`;
    const post = { method: 'POST', url, body: 'x' };
    await using own = openEgress({ allow: [`localhost:${port}`], log: silent });
    await own.request(post);
    await sleep(IDLE_MS);
    expect((await own.request({ ...post, repeatable: true })).body.toString()).toBe('hello');
    await sleep(IDLE_MS);
    await expect(own.request(post)).rejects.toMatchObject({ code: 'egress-failed' });
    expect(seen.map(({ body }) => body)).toEqual(['x', 'x', 'x', 'x']);
  },
);

test('who breaks off a connection on which it has answered nothing is not asked again', async () => {
  await using own = openEgress({ allow: [`localhost:${port}`], log: silent });
  const asked = own.request({ method: 'POST', url: `http://localhost:${port}/cut`, body: 'x', repeatable: true });
  await expect(asked).rejects.toMatchObject({ code: 'egress-failed' });
  expect(seen).toHaveLength(1);
});

test('whoever gets no answer is told from which host and port, and neither path nor query', async () => {
  await using own = openEgress({ allow: ['127.0.0.1:1'], log: silent });
  const refusing = own.request({ method: 'GET', url: 'http://127.0.0.1:1/hidden' });
  await expect(refusing).rejects.toThrow(/^127\.0\.0\.1:1 could not be reached or broke off$/);
  const breaking = get('/cut?key=hidden');
  await expect(breaking).rejects.toThrow(new RegExp(`^localhost:${port} could not be reached or broke off$`));
  const slow = get('/drip?key=hidden', { timeoutMs: 200 });
  await expect(slow).rejects.toThrow(new RegExp(`^localhost:${port} did not answer in time$`));
});

test('a name without an address is `egress-failed`', async () => {
  await expect(egress.request({ method: 'GET', url: 'http://nowhere.test/hidden' })).rejects.toMatchObject({
    code: 'egress-failed',
    message: 'nowhere.test:80 cannot be reached: the name has no address',
  });
});

test('an answer that drips ends at the limit of the whole call', async () => {
  await expect(get('/drip', { timeoutMs: 200 })).rejects.toMatchObject({ code: 'deadline-exceeded' });
});

test('silence ends at the limit, and when the caller gives up', async () => {
  await expect(get('/silent', { timeoutMs: 50 })).rejects.toMatchObject({ code: 'deadline-exceeded' });
  const stop = new AbortController();
  const asked = get('/silent', { signal: stop.signal });
  stop.abort();
  await expect(asked).rejects.toMatchObject({ code: 'deadline-exceeded' });
});

test('an answer that begins, or goes on, after minutes is waited for as long as the call may take', async () => {
  await using own = openEgress({ allow: [`localhost:${port}`], log: silent });
  const stop = new AbortController();
  const ends: unknown[] = [];
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  try {
    for (const path of ['/silent', '/begins']) {
      const url = `http://localhost:${port}${path}`;
      own.request({ method: 'GET', url, timeoutMs: 600_000, signal: stop.signal }).catch((error) => ends.push(error));
    }
    await vi.waitUntil(() => seen.length === 2, { interval: 5, timeout: 10_000 });
    await setImmediate();
    await vi.advanceTimersByTimeAsync(400_000);
    expect(ends).toEqual([]);
  } finally {
    vi.useRealTimers();
    stop.abort();
  }
});

test.each(['/large', '/endless', '/strange', '/broken', '/bomb'])(
  'who reads no body has the status of %s all the same',
  async (path) => {
    expect(await get(path, { unread: true })).toMatchObject({ status: 200, body: Buffer.alloc(0) });
  },
);

test('a redirect keeps method and body or becomes a GET, as its status says', async () => {
  const post = {
    method: 'POST',
    body: '{"a":1}',
    headers: { 'content-type': 'application/json', authorization: 'Bearer x' },
  };
  await get('/see-other', post);
  await get('/keep', post);
  expect(seen.map(({ method, url, body }) => [method, url, body])).toEqual([
    ['POST', '/see-other', '{"a":1}'],
    ['GET', '/plain', ''],
    ['POST', '/keep', '{"a":1}'],
    ['POST', '/plain', '{"a":1}'],
  ]);
  expect(seen.every(({ headers }) => headers.authorization === 'Bearer x')).toBe(true);
});

test('a redirect whose address is not escaped leads where browsers go', async () => {
  await get('/accents');
  expect(seen.at(-1)?.url).toBe('/plain?q=caf%C3%A9');
});

test('secrets stay behind when a redirect leads to another origin', async () => {
  await get('/away', {
    headers: { Authorization: 'Bearer x', 'X-Token': 'y', 'x-plain': 'z' },
    secretHeaders: ['X-Token'],
  });
  expect(seen[1]?.headers).toMatchObject({ 'x-plain': 'z', host: `localhost:${other}` });
  expect(seen[1]?.headers).not.toHaveProperty('authorization');
  expect(seen[1]?.headers).not.toHaveProperty('x-token');
});

test.each(['/inside', '/file'])('the redirect of %s is refused', async (path) => {
  await expect(get(path)).rejects.toMatchObject({ code: 'egress-denied' });
});

test('a redirect out of the allowed hosts is refused before it is followed', async () => {
  await expect(get('/away', { allowedHosts: [`localhost:${port}`] })).rejects.toMatchObject({ code: 'egress-denied' });
  expect(seen).toHaveLength(1);
});

test('without redirects the redirecting answer is the answer', async () => {
  expect(await get('/keep', { redirects: 0 })).toMatchObject({ status: 307, headers: { location: '/plain' } });
});

test.each([
  { Host: 'evil' },
  { 'content-length': '1' },
  { 'x-a': 'b\r\nx-c: d' },
  { 'x a': '1' },
  { 'X-A': '1', 'x-a': '2' },
  { 'x-a': '€' },
])('the headers %j are refused', async (headers) => {
  await expect(get('/plain', { headers })).rejects.toMatchObject({ code: 'unprocessable' });
  expect(seen).toEqual([]);
});

test('a name whose address changes is dialled at the address that was checked', async () => {
  let asked = 0;
  await using own = openEgress({
    allow: [],
    log: silent,
    lookup: async () => (asked++ === 0 ? ['127.0.0.1'] : ['93.184.215.14']),
  });
  await expect(own.request({ method: 'GET', url: 'http://rebound.test/' })).rejects.toMatchObject({
    code: 'egress-denied',
  });
  expect(asked).toBe(1);
  expect(seen).toEqual([]);
});

test('an answer is watched while it comes, decoded, and is whole all the same', async () => {
  const parts: string[] = [];
  const onPart: OnPart = (part, status, headers) => void parts.push(`${status} ${part} ${headers['x-two']}`);
  expect((await get('/gzip', { onPart })).body.toString()).toBe('packed');
  expect(parts).toEqual(['200 packed a, b']);
});

test.each(['/endless', '/endless-bomb'])(
  'what has come may be enough: the rest of %s is not waited for',
  async (path) => {
    const enough = new AbortController();
    let length = 0;
    const onPart = (part: Buffer) => {
      length += part.length;
      enough.abort();
    };
    const through = () => [
      new Transform({ transform: (part, _, done) => done(null, part), flush: (done) => done(null, 'end') }),
    ];
    const { status, body } = await get(path, { enough: enough.signal, onPart, through });
    expect(status).toBe(200);
    expect(body).toHaveLength(length);
    expect(body.subarray(-3).toString()).toBe('end');
    await expect.poll(() => pouring).toBe(0);
  },
);

test('an answer that breaks off behind what is enough of it is one all the same', async () => {
  const enough = new AbortController();
  const { body } = await get('/breaks-off', { enough: enough.signal, onPart: () => enough.abort() });
  expect(String(body)).toBe('x');
  await expect(get('/breaks-off')).rejects.toMatchObject({ code: 'egress-failed' });
});

test('an answer that breaks off before it is enough has failed all the same', async () => {
  const enough = new AbortController().signal;
  await expect(get('/broken', { enough })).rejects.toMatchObject({ code: 'egress-failed' });
  await expect(get('/large', { enough })).rejects.toMatchObject({ code: 'egress-failed' });
});

test('whoever watches may end the call', async () => {
  const onPart = () => {
    throw new Error('enough');
  };
  await expect(get('/endless', { onPart })).rejects.toMatchObject({ code: 'egress-failed' });
});
