import { connect } from 'node:net';
import { formatApiKey, newApiKey, parseApiKey } from '@mesh/contracts/api-key';
import { MeshError } from '@mesh/contracts/mesh-error';
import { operations } from '@mesh/contracts/operations';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parseStrictJson } from '../src/http/strict-json.ts';
import { testApp } from './test-app.ts';

const app = testApp();
let port = 0;
beforeAll(async () => {
  port = Number(new URL(await app.listen({ host: '127.0.0.1', port: 0 })).port);
});
afterAll(() => app.close());

test.each(operations.filter(({ http }) => http).map((operation) => [operation.name, operation] as const))(
  '%s answers 401 without a key',
  async (_name, { http }) => {
    const answer = await app.inject({
      method: http?.method ?? 'GET',
      url: (http?.path ?? '').replace(/\{\w+\}/g, 'x'),
    });
    expect(answer.statusCode).toBe(401);
    expect(answer.headers['content-type']).toMatch(/^application\/problem\+json/);
    expect(answer.json()).toMatchObject({ type: '/problems/unauthenticated', status: 401, code: 'unauthenticated' });
  },
);

test.each([
  ['a header twice', 'GET /v1/me HTTP/1.1\r\nHost: a\r\nAuthorization: x\r\nAuthorization: y\r\n', 400],
  ['an absolute address', 'GET http://evil/v1/me HTTP/1.1\r\nHost: a\r\n', 400],
  ['an address of 9 kB', `GET /${'a'.repeat(9_000)} HTTP/1.1\r\nHost: a\r\n`, 414],
  ['a compressed body', 'GET /v1/me HTTP/1.1\r\nHost: a\r\nContent-Encoding: gzip\r\n', 415],
  ['an unknown address', 'GET /nowhere HTTP/1.1\r\nHost: a\r\n', 404],
])('%s is refused over a raw socket', async (_title, head, status) => {
  expect(await raw(`${head}Connection: close\r\n\r\n`)).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
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
