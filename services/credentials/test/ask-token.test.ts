import type { Egress } from '@mesh/egress/egress';
import { expect, test } from 'vitest';
import { askToken } from '../src/oauth2/ask-token.ts';

const request = { url: 'https://id.example/token', headers: {}, body: '' };
const asked = (told: object) => {
  const body = Buffer.from(JSON.stringify(told));
  const egress = { request: async () => ({ status: 200, headers: {}, body, url: request.url }) };
  return askToken(egress as unknown as Egress, request, AbortSignal.timeout(1_000));
};

test.each([{ expires_in: null, refresh_token: null }, { expires_in: 0, refresh_token: '' }, {}])(
  'a server may tell in any way that a token has no end and no successor: %j',
  async (told) => {
    expect(await asked({ access_token: 't', ...told })).toEqual({ accessToken: 't' });
  },
);

test('what a server tells of a token is kept', async () => {
  const told = { access_token: 't', expires_in: '60', refresh_token: 'r' };
  expect(await asked(told)).toEqual({ accessToken: 't', refreshToken: 'r', lifeSeconds: 60 });
});

test('no token is an answer that says so', async () => {
  expect(await asked({ access_token: null })).toMatchObject({ reason: 'the authorization server answered 200' });
});
