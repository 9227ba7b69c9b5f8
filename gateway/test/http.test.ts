import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import { Readable } from 'node:stream';
import { formatApiKey, newApiKey, parseApiKey } from '@mesh/contracts/api-key';
import { publishEvents } from '@mesh/contracts/cloud-events';
import { createApiKey } from '@mesh/contracts/gateway';
import { newId } from '@mesh/contracts/id';
import { installPlugin, listInstallations } from '@mesh/contracts/installations';
import { MeshError } from '@mesh/contracts/mesh-error';
import type { Principal } from '@mesh/contracts/principal';
import { createWebhookEndpoint } from '@mesh/contracts/webhook-endpoints';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readBytes } from '../src/http/body/read-body.ts';
import { parseStrictJson } from '../src/http/body/strict-json.ts';
import { local } from '../src/http/local-operation.ts';
import { queryFields } from '../src/http/query-fields.ts';
import { testApp } from './test-app.ts';

const app = testApp();
const somebody: Principal = { id: newId('key'), type: 'api-key', workspaceId: newId('ws'), scopes: ['keys:write'] };
let port = 0;
beforeAll(async () => {
  port = Number(new URL(await app.listen({ host: '127.0.0.1', port: 0 })).port);
});
afterAll(() => app.close());

test.each([
  ['a header twice', 'GET /v1/me HTTP/1.1\r\nHost: a\r\nAuthorization: x\r\nAuthorization: y\r\n', 400],
  ['an absolute address', 'GET http://evil/v1/me HTTP/1.1\r\nHost: a\r\n', 400],
  ['an address of 9 kB', `GET /${'a'.repeat(9_000)} HTTP/1.1\r\nHost: a\r\n`, 414],
  ['a compressed body', 'GET /v1/me HTTP/1.1\r\nHost: a\r\nContent-Encoding: gzip\r\n', 415],
  ['an unknown address', 'GET /nowhere HTTP/1.1\r\nHost: a\r\n', 404],
  ['a second host', 'GET /v1/me HTTP/1.1\r\nHost: a\r\nHost: b\r\n', 400],
  ['no host', 'GET /v1/me HTTP/1.1\r\n', 400],
  ['17 kB of headers', `GET /v1/me HTTP/1.1\r\nHost: a\r\nX-Long: ${'a'.repeat(17_000)}\r\n`, 431],
  ['a bare line feed', 'GET /v1/me HTTP/1.1\nHost: a\r\n', 400],
  ['a length twice', 'POST /v1/me HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n', 400],
  ['TRACE', 'TRACE /v1/me HTTP/1.1\r\nHost: a\r\n', 405],
  ['PROPFIND', 'PROPFIND /v1/me HTTP/1.1\r\nHost: a\r\n', 405],
  ['QUERY', 'QUERY /v1/me HTTP/1.1\r\nHost: a\r\n', 405],
  ['a method of nobody', 'FROBNICATE /v1/me HTTP/1.1\r\nHost: a\r\n', 405],
  ['an unserved method', 'PUT /v1/me HTTP/1.1\r\nHost: a\r\n', 405],
])('%s is refused over a raw socket', async (_title, head, status) => {
  expect(await raw(`${head}Connection: close\r\n\r\n`)).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
});

test.each([
  ['a header twice', 'GET /v1/me HTTP/1.1\r\nHost: a\r\nAuthorization: x\r\nAuthorization: y\r\n', 400],
  ['an absolute address', 'GET http://evil/v1/me HTTP/1.1\r\nHost: a\r\n', 400],
  ['an address of 9 kB', `GET /${'a'.repeat(9_000)} HTTP/1.1\r\nHost: a\r\n`, 414],
  ['a part that is too long', `GET /v1/executions/${'a'.repeat(2_000)} HTTP/1.1\r\nHost: a\r\n`, 414],
  ['a second host', 'GET /v1/me HTTP/1.1\r\nHost: a\r\nHost: b\r\n', 400],
  ['no host', 'GET /v1/me HTTP/1.1\r\n', 400],
])('%s is refused with a problem document, and what follows it is not answered', async (_title, head, status) => {
  const [first = '', ...others] = (await raw(`${head}\r\nGET /v1/me HTTP/1.1\r\nHost: a\r\n\r\n`))
    .split('HTTP/1.1 ')
    .slice(1);
  expect(first).toMatch(new RegExp(`^${status} .*application/problem\\+json`, 's'));
  expect(others).toEqual([]);
});

test('a client of HTTP/1.0 needs no host', async () => {
  expect(await raw('GET /v1/me HTTP/1.0\r\n\r\n')).toMatch(/^HTTP\/1.1 401 /);
});

test('what is no request is refused with a problem document', async () => {
  const [head = '', body = ''] = (await raw('nonsense\r\n\r\n')).split('\r\n\r\n');
  expect(head).toMatch(/^HTTP\/1.1 400 .*application\/problem\+json.*connection: close/s);
  const { headers } = await app.inject('/nowhere');
  for (const name of ['x-content-type-options', 'referrer-policy', 'content-security-policy'])
    expect(head).toContain(`${name}: ${headers[name]}\r\n`);
  expect(JSON.parse(body)).toMatchObject({ status: 400, code: 'invalid' });
});

test('an expectation that nobody meets is refused with a problem document', async () => {
  const answer = await raw('GET /v1/me HTTP/1.1\r\nHost: a\r\nExpect: 200-ok\r\nConnection: close\r\n\r\n');
  expect(answer).toMatch(/^HTTP\/1.1 400 .*application\/problem\+json.*100-continue/s);
});

test.each([
  ['TRACE', '/v1/me'],
  ['PUT', '/v1/me'],
  ['DELETE', '/v1/plugins/p/versions/1.0.0/files/a/b'],
] as const)('%s %s is answered 405 with the methods that are served', async (method, url) => {
  const answer = await app.inject({ method: method as 'PUT', url });
  expect(answer.json()).toMatchObject({ status: 405, code: 'method-not-allowed' });
  expect(answer.headers['allow']).toBe('GET, HEAD');
});

test.each([
  ['GET', '/'],
  ['GET', '/v1'],
  ['GET', '/nowhere'],
  ['POST', '/v1/executions:frobnicate'],
] as const)('%s %s, where nothing is, is answered 404 with where the API is described', async (method, url) => {
  const answer = await app.inject({ method, url });
  expect(answer.json()).toMatchObject({ status: 404, detail: expect.stringMatching(/\/docs.*\/openapi\.json/) });
});

test('an operation on all of something is answered 405 to another method', async () => {
  const answer = await app.inject('/v1/executions:cancel');
  expect([answer.statusCode, answer.headers['allow']]).toEqual([405, 'POST']);
});

test.each([
  ['/v1/workflows/shop/order', '/v1/workflows/shop%2Forder'],
  ['/v1/workflows/shop/order/executions', '/v1/workflows/shop%2Forder/executions'],
])('%s, with the slash of a name as it is, is answered 404 with the address that was meant', async (url, meant) => {
  const answer = await app.inject({ method: 'POST', url });
  expect(answer.json()).toMatchObject({ status: 404, detail: expect.stringMatching(`ask ${meant}$`) });
  const other = await app.inject('/v1/workflows/wf_01h455vb4pex5vsknk084sn02q/nothing');
  expect(other.json().detail).toMatch(/^nothing is served/);
});

test('OPTIONS tells the methods of an address', async () => {
  const answer = await app.inject({ method: 'OPTIONS', url: '/v1/api-keys' });
  expect([answer.statusCode, answer.headers['allow']]).toEqual([204, 'POST, GET, HEAD']);
});

test.each(['application/json\ta', 'application/json garbage', 'text/plain', ''])(
  'the type %j is refused',
  async (type) => {
    const asked = testApp({ whoAsks: async () => somebody });
    const headers = { 'content-type': type };
    const answer = await asked.inject({ method: 'POST', url: '/v1/api-keys', headers, payload: '{"name":"x"}' });
    expect(answer.statusCode).toBe(415);
    await asked.close();
  },
);

test.each([
  [new MeshError('unavailable', 'not now'), { 'retry-after': '1' }],
  [new MeshError('embedding-unavailable', 'not now', { retryAfterSeconds: 7 }), { 'retry-after': '7' }],
  [new MeshError('rate-limited', 'too many'), { 'retry-after': '1' }],
  [new MeshError('unauthenticated', 'who?'), { 'www-authenticate': 'ApiKey' }],
])('$code says in its headers what to do', async (refusal, headers) => {
  const whoAsks = async () => {
    throw refusal;
  };
  const asked = testApp({ whoAsks });
  expect((await asked.inject('/v1/me')).headers).toMatchObject(headers);
  await asked.close();
});

test('a type without a body is no body', async () => {
  const create = local(createApiKey, async () => expect.fail('it was asked'));
  const asked = testApp({ whoAsks: async () => somebody, locals: [create] });
  const ask = { method: 'POST', url: '/v1/api-keys', headers: { 'content-type': 'application/json' } } as const;
  const errors = [{ pointer: '/body/name' }, { pointer: '/body/scopes' }];
  expect((await asked.inject({ ...ask, payload: '' })).json()).toMatchObject({ errors });
  await asked.close();
});

const attributes = { 'ce-specversion': '1.0', 'ce-id': '1', 'ce-source': '/a', 'ce-type': 'a' };

test.each([
  ['image/png', attributes, { contentType: 'image/png', base64: 'AP+A' }],
  ['Text/Plain; charset=UTF-8', attributes, { contentType: 'text/plain', base64: 'AP+A' }],
  ['image/png', {}, 415],
  ['application/cloudevents+xml', attributes, 415],
  ['application/json', attributes, 400],
  ['application/cloudevents+json', {}, 400],
])('bytes as %s with %j are taken as they are, or refused', async (type, headers, expected) => {
  const heard: unknown[] = [];
  const publish = local(publishEvents, async (request) => {
    heard.push(request);
    return { id: '1' };
  });
  const whoAsks = async () => ({ ...somebody, scopes: ['events:write' as const] });
  const asked = testApp({ whoAsks, locals: [publish] });
  const payload = Buffer.from([0, 255, 128]);
  const told = { ...headers, 'content-type': type };
  const { statusCode } = await asked.inject({ method: 'POST', url: '/v1/events', headers: told, payload });
  await asked.close();
  if (typeof expected === 'number') return expect([statusCode, heard]).toEqual([expected, []]);
  expect([statusCode, heard]).toEqual([202, [{ params: {}, query: {}, headers: told, body: expected }]]);
});

test('attributes in headers may be all that is sent', async () => {
  const heard: unknown[] = [];
  const publish = local(publishEvents, async ({ body }) => {
    heard.push(body);
    return { id: '1' };
  });
  const asked = testApp({
    whoAsks: async () => ({ ...somebody, scopes: ['events:write' as const] }),
    locals: [publish],
  });
  const ask = { method: 'POST', url: '/v1/events' } as const;
  const told = await asked.inject({ ...ask, headers: attributes });
  const nothing = await asked.inject(ask);
  const untyped = await asked.inject({ ...ask, headers: attributes, payload: Buffer.from('a') });
  await asked.close();
  expect([told.statusCode, nothing.statusCode, untyped.statusCode]).toEqual([202, 415, 415]);
  expect(heard).toEqual([{ contentType: 'application/json', text: '' }]);
});

test.each([
  ['that is large', 'Content-Length: 15000000\r\n\r\n{'],
  ['that may be large', 'Transfer-Encoding: chunked\r\n\r\n1\r\n{\r\n'],
])('a body of nobody %s is not waited for, and its connection is cut', async (_title, rest) => {
  const answer = await raw(
    `POST /v1/collections/a/points HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n${rest}`,
  );
  expect(answer).toMatch(/^HTTP\/1.1 401 /);
});

test('a body that is too large or too slow is refused', async () => {
  const body = (bytes: Buffer) => Object.assign(Readable.from([bytes]), { headers: {} }) as unknown as IncomingMessage;
  await expect(readBytes(body(Buffer.alloc(11)), 10)).rejects.toMatchObject({ code: 'payload-too-large' });
  const never = Object.assign(new Readable({ read() {} }), { headers: {} }) as unknown as IncomingMessage;
  await expect(readBytes(never, 10, 1)).rejects.toMatchObject({ code: 'request-timeout' });
});

test('headers have ten seconds, a request ten minutes', () => {
  expect(app.server).toMatchObject({ headersTimeout: 10_000, requestTimeout: 600_000 });
});

test.each(['{"a":1,"a":2}', '{"__proto__":{}}', '{"\\u0061":1,"a":2}', '['.repeat(65), '{', '"\\u0000"', '"\\ud800"'])(
  'the body %s is refused',
  (text) => expect(() => parseStrictJson(text)).toThrow(MeshError),
);

test('equal names in different objects are no repetition', () => {
  expect(parseStrictJson('[{"a":{"a":"a,a"}},{"a":1}]')).toEqual([{ a: { a: 'a,a' } }, { a: 1 }]);
});

test('a key is read back, and one with a wrong character is not', () => {
  const key = newApiKey();
  const text = formatApiKey(key);
  expect(parseApiKey(text)).toEqual(key);
  expect(parseApiKey(text.replace(/.$/, (last) => (last === '0' ? '1' : '0')))).toBeUndefined();
});

function raw(text: string): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  let answer = '';
  const socket = connect(port, '127.0.0.1', () => socket.write(text));
  socket.on('data', (chunk) => {
    answer += chunk;
  });
  socket.on('close', () => resolve(answer));
  socket.on('error', reject);
  return promise;
}

test.each([
  ['is too large', 1_048_577, '', 413],
  ['is compressed', 1_000_000, 'Content-Encoding: gzip\r\n', 415],
])('whoever still sends a body that %s sees the refusal, and then the end of the connection', async (...given) => {
  const [, bytes, header, status] = given;
  await using asked = testApp({ whoAsks: async () => somebody });
  const { port } = new URL(await asked.listen({ host: '127.0.0.1', port: 0 }));
  const head = `POST /v1/api-keys HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n${header}Content-Length: ${bytes}\r\n\r\n`;
  const socket = connect(Number(port), '127.0.0.1', () => socket.write(`${head}${'x'.repeat(bytes / 2)}`));
  const [answer] = await once(socket, 'data');
  expect(String(answer)).toMatch(new RegExp(`^HTTP/1.1 ${status} .*connection: close`, 's'));
  socket.resume().write('x'.repeat(bytes - Math.floor(bytes / 2)));
  await once(socket, 'end'); // a reset would be an error
});

test.each([
  ['that cannot be decoded', '/v1/workflows/%', 400],
  ['in no UTF-8', '/v1/workflows/%c0%af', 400],
  ['with a part that is too long', `/v1/executions/${'x'.repeat(2_000)}`, 414],
])('an address %s is refused by a problem document', async (_what, url, status) => {
  const answer = await app.inject({ method: 'GET', url });
  expect(answer.statusCode).toBe(status);
  expect(answer.headers['content-type']).toMatch(/^application\/problem\+json/);
  expect(answer.json()).toMatchObject({ status, requestId: answer.headers['x-request-id'] });
});

test('a query with a NUL is refused', () => {
  for (const url of ['/v1/executions?workflow=%00', '/v1/executions?input.a%00=1'])
    expect(() => queryFields(url), url).toThrow(expect.objectContaining({ code: 'unprocessable' }));
});

test('a query field that every object has is refused as unknown', () => {
  expect(() => queryFields('/v1/executions?__proto__=1')).toThrow(
    expect.objectContaining({ code: 'invalid', errors: [expect.objectContaining({ pointer: '/query/__proto__' })] }),
  );
});

test('a name with control characters is refused', () => {
  for (const name of ['a\r\nb', 'a\u0000b', 'a\u009fb'])
    expect(createApiKey.body.safeParse({ name, scopes: ['keys:read'] }).error?.issues[0]?.path, name).toEqual(['name']);
});

test('types of a webhook are types, or their beginnings and a star', () => {
  const fits = (type: string) =>
    createWebhookEndpoint.body.safeParse({ url: 'https://a.example/', types: [type] }).success;
  expect(['a.b', 'a.*', '*', 'a*b', '**', 'a\nb'].filter(fits)).toEqual(['a.b', 'a.*', '*']);
});

test('what is held already is not sent again to who reads it; who writes it is answered', async () => {
  const lockfile = { revision: 1, items: [], nextCursor: null };
  const locals = [listInstallations, installPlugin].map((operation) => ({ operation, answer: async () => lockfile }));
  const scopes = ['plugins:read', 'plugins:write'] as const;
  const asked = testApp({ whoAsks: async () => ({ ...somebody, scopes: [...scopes] }), locals });
  const headers = { 'if-none-match': '*' };
  const answers = [
    await asked.inject({ method: 'GET', url: '/v1/installations', headers }),
    await asked.inject({ method: 'PUT', url: '/v1/installations/p', headers, payload: { version: '1.0.0' } }),
  ];
  expect(answers.map(({ statusCode }) => statusCode)).toEqual([304, 200]);
  await asked.close();
});

test('a number that no double holds is refused instead of becoming another', () => {
  for (const text of ['{"input":1e400}', '{"input":{"a":[-1e400]}}'])
    expect(() => parseStrictJson(text), text).toThrow(expect.objectContaining({ code: 'invalid' }));
});
