import { readConfig } from '@mesh/runtime/config';
import { afterAll, expect, test } from 'vitest';
import { environmentSchema } from '../src/config.ts';
import { addDocuments } from '../src/documents/add-documents.ts';
import { testApp } from './test-app.ts';

const app = testApp({ origins: ['https://good.com'], routes: [addDocuments] });
afterAll(() => app.close());

const preflight = (origin: string, asked = 'x-api-key') =>
  app.inject({
    method: 'OPTIONS',
    url: '/v1/workflows',
    headers: { origin, 'access-control-request-method': 'POST', 'access-control-request-headers': asked },
  });

test('a page of a listed origin may ask and read the answer', async () => {
  const asked = await preflight('https://good.com');
  expect(asked.statusCode).toBe(204);
  expect(asked.headers).toMatchObject({ 'access-control-allow-origin': 'https://good.com', vary: 'origin' });
  expect(asked.headers['access-control-allow-headers']).toContain('x-api-key');
  expect(asked.headers).not.toHaveProperty('access-control-allow-credentials');
  const answer = await app.inject({ url: '/v1/me', headers: { origin: 'https://good.com' } });
  expect(answer.statusCode).toBe(401);
  expect(answer.headers['access-control-allow-origin']).toBe('https://good.com');
});

test('a cache is told of all that an answer depends on', async () => {
  const { headers } = await app.inject({ url: '/problems/not-found' });
  expect(headers['vary']).toBe('accept, origin');
});

test('a page may send the attributes of an event, and no header that is not known', async () => {
  const { headers } = await preflight('https://good.com', 'x-api-key, ce-id, CE-Type,x-forwarded-for, ce-a/b');
  const allowed = String(headers['access-control-allow-headers']).split(', ');
  expect(allowed).toEqual(expect.arrayContaining(['x-api-key', 'ce-id', 'ce-type']));
  for (const name of ['x-forwarded-for', 'ce-a/b']) expect(allowed).not.toContain(name);
});

test.each(['https://good.com.evil.com', 'http://good.com', 'null', 'https://good.com:8443', 'HTTPS://GOOD.COM'])(
  'a page of %s may not',
  async (origin) => {
    const asked = await preflight(origin);
    expect(asked.statusCode).toBe(403);
    const answer = await app.inject({ url: '/v1/me', headers: { origin, cookie: 'a=b' } });
    for (const { headers } of [asked, answer]) expect(headers).not.toHaveProperty('access-control-allow-origin');
  },
);

const start = (more: NodeJS.ProcessEnv) => () =>
  readConfig(environmentSchema, {
    NATS_URL: 'nats://x',
    PRINCIPAL_SIGNING_KEY: 'x',
    PRINCIPAL_PUBLIC_KEYS: 'x',
    API_KEY_PEPPER: 'p'.repeat(32),
    AWS_ACCESS_KEY_ID: 'x',
    AWS_SECRET_ACCESS_KEY: 'x',
    ...more,
  });

test.each(['*', 'https://a.com,*', 'a.com', 'https://a.com/', 'https://A.com', 'https://a.com:443', 'ftp://a.com'])(
  'the start refuses CORS_ALLOW_ORIGINS=%s',
  (CORS_ALLOW_ORIGINS) => expect(start({ CORS_ALLOW_ORIGINS })).toThrow(/^CORS_ALLOW_ORIGINS: /),
);

test('origins are listed, and without any the start is well', () => {
  expect(start({ CORS_ALLOW_ORIGINS: 'https://a.com, http://localhost:3000' })().CORS_ALLOW_ORIGINS).toHaveLength(2);
  expect(start({})().CORS_ALLOW_ORIGINS).toEqual([]);
});

test('the edition saas refuses to start and names what it misses', () => {
  expect(start({ AUTH_EDITION: 'saas' })).toThrow(/AUTH_ISSUER/);
});
