import { newId } from '@mesh/contracts/id';
import { operations } from '@mesh/contracts/operations';
import { scopes } from '@mesh/contracts/scope';
import { afterAll, expect, test } from 'vitest';
import { testApp } from './test-app.ts';

let held: readonly (typeof scopes)[number][] = [];
const app = testApp({
  whoAsks: async () => ({ id: newId('key'), type: 'api-key', workspaceId: newId('ws'), scopes: [...held] }),
});
const nobody = testApp();
afterAll(() => Promise.all([app.close(), nobody.close()]));

const served = operations.flatMap(({ name, http, scope }) => (http ? [{ name, http, scope }] : []));
const guarded = served.filter(({ scope }) => scope !== 'public');
const address = (path: string) => path.replace(/\{\w+\}/g, 'x');

test('what needs no key is a short list', () => {
  expect(served.filter(({ scope }) => scope === 'public').map(({ name }) => name)).toEqual(['finishOAuth2']);
});

test('what needs no key is asked of its service without one', async () => {
  const answer = await nobody.inject('/v1/oauth2/callback?state=x');
  expect(answer.json()).toMatchObject({ status: 503, detail: 'there is no broker in this test' });
});

test.each(guarded)('$name answers 401 to nobody', async ({ http }) => {
  const answer = await nobody.inject({ method: http.method, url: address(http.path) });
  expect(answer.statusCode).toBe(401);
  expect(answer.headers['content-type']).toMatch(/^application\/problem\+json/);
  expect(answer.json()).toMatchObject({ type: '/problems/unauthenticated', status: 401, code: 'unauthenticated' });
});

test.each(guarded.filter(({ scope }) => scope !== 'authenticated'))(
  '$name answers 403 to a key that has every scope but $scope',
  async ({ http, scope }) => {
    held = scopes.filter((one) => one !== scope);
    const answer = await app.inject({ method: http.method, url: address(http.path) });
    expect(answer.json()).toMatchObject({ status: 403, code: 'forbidden', detail: `this needs the scope ${scope}` });
  },
);

test.each(guarded)('$name lets nobody in by another spelling of its address', async ({ http }) => {
  const path = address(http.path);
  for (const url of [
    `${path};x`,
    `/${path}`,
    path.replace('/v1/', '/V1/'),
    path.replace('/v1/', '/v1/%2e%2e/'),
    `${path}%00`,
  ]) {
    const answer = await nobody.inject({ method: http.method, url });
    expect([400, 401, 404, 405], url).toContain(answer.statusCode);
  }
});
