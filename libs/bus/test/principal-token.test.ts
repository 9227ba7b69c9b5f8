import { createPrivateKey } from 'node:crypto';
import { nobody, type Principal } from '@mesh/contracts/principal';
import { SignJWT, UnsecuredJWT } from 'jose';
import { afterEach, expect, test, vi } from 'vitest';
import { generatePrincipalKeys } from '../src/principal-keys.ts';
import { principalTokens } from '../src/principal-token.ts';
import { greet, keys, somebody } from './fixture.ts';

const tokensOf = (service: 'gateway' | 'workflows' | 'vectors' | 'plugins') =>
  principalTokens({ service, signingKey: keys.signingKeys[service], publicKeys: keys.publicKeys });
const vectors = tokensOf('vectors');
const refused = { code: 'unauthenticated' };
afterEach(() => void vi.restoreAllMocks().useRealTimers());

/** A token as the gateway would sign it, but for what `change` says. */
function forged(
  change: Record<string, unknown>,
  { kid = 'gateway', signer = 'gateway' as 'gateway' | 'plugins' } = {},
) {
  const key = createPrivateKey({
    key: Buffer.from(keys.signingKeys[signer], 'base64'),
    format: 'der',
    type: 'pkcs8',
  });
  const now = Math.floor(Date.now() / 1_000);
  const claims = { iss: 'gateway', aud: 'vectors', op: greet.name, iat: now, exp: now + 60, principal: somebody };
  return new SignJWT({ ...claims, ...change }).setProtectedHeader({ alg: 'EdDSA', kid }).sign(key);
}

test('a token vouches for its principal to the service that it is for', async () => {
  const token = await tokensOf('gateway').sign(greet, somebody);
  expect(await vectors.verify(greet, token)).toEqual({ caller: 'gateway', principal: somebody });
});

test('a token is signed once for a principal and operation while it is fresh', async () => {
  vi.useFakeTimers();
  const gateway = tokensOf('gateway');
  const first = await gateway.sign(greet, somebody);
  expect(await gateway.sign(greet, { ...somebody })).toBe(first);
  expect(await gateway.sign({ ...greet, name: 'other', subject: 'call.vectors.other' }, somebody)).not.toBe(first);
  vi.advanceTimersByTime(31_000);
  expect(await gateway.sign(greet, somebody)).not.toBe(first);
});

test('a token without a signature is refused', async () => {
  const claims = { op: greet.name, principal: somebody };
  const token = new UnsecuredJWT(claims).setIssuer('gateway').setAudience('vectors').setIssuedAt().encode();
  await expect(vectors.verify(greet, token)).rejects.toMatchObject(refused);
  await expect(vectors.verify(greet, '')).rejects.toMatchObject(refused);
  await expect(vectors.verify(greet, 'a.b.c')).rejects.toMatchObject(refused);
});

test('a token whose signature is of another key is refused', async () => {
  const strangers = generatePrincipalKeys(['gateway']).signingKeys.gateway;
  const stranger = principalTokens({ service: 'gateway', signingKey: strangers, publicKeys: keys.publicKeys });
  await expect(vectors.verify(greet, await stranger.sign(greet, somebody))).rejects.toMatchObject(refused);
});

test('a token that one service signs in the name of another is refused', async () => {
  await expect(vectors.verify(greet, await forged({}, { signer: 'plugins' }))).rejects.toMatchObject(refused);
  const named = await forged({}, { signer: 'plugins', kid: 'plugins' });
  await expect(vectors.verify(greet, named)).rejects.toMatchObject(refused);
});

test('a token for another service or operation is refused', async () => {
  await expect(vectors.verify(greet, await forged({ aud: 'plugins' }))).rejects.toMatchObject(refused);
  await expect(vectors.verify(greet, await forged({ op: 'deleteAll' }))).rejects.toMatchObject(refused);
});

test('a token that has expired, never expires or lives longer than 60 s is refused', async () => {
  const now = Math.floor(Date.now() / 1_000);
  for (const change of [{ exp: now - 5, iat: now - 65 }, { exp: undefined }, { exp: now + 61 }, { iat: undefined }])
    await expect(vectors.verify(greet, await forged(change))).rejects.toMatchObject(refused);
});

test('a token that was good is refused once it has expired', async () => {
  vi.useFakeTimers({ toFake: ['Date'] });
  const token = await tokensOf('gateway').sign(greet, somebody);
  await vectors.verify(greet, token);
  vi.spyOn(performance, 'now').mockReturnValue(performance.now() + 63_000);
  vi.advanceTimersByTime(63_000);
  await expect(vectors.verify(greet, token)).rejects.toMatchObject(refused);
});

test('a principal that is none is refused', async () => {
  const principal = { ...somebody, workspaceId: 'everybody' };
  await expect(vectors.verify(greet, await forged({ principal }))).rejects.toMatchObject(refused);
});

test('a service asks only for what names it', async () => {
  const token = (service: 'workflows' | 'plugins') => tokensOf(service).sign(greet, somebody);
  expect(await vectors.verify(greet, await token('workflows'))).toMatchObject({ caller: 'workflows' });
  await expect(vectors.verify(greet, await token('plugins'))).rejects.toMatchObject({ code: 'forbidden' });
});

test('the gateway asks only for what has an HTTP face', async () => {
  const { http: _, ...faceless } = greet;
  const inner = { ...faceless, callers: [] };
  const token = await tokensOf('gateway').sign(inner, somebody);
  await expect(vectors.verify(inner, token)).rejects.toMatchObject({ code: 'forbidden' });
});

test('a principal without the scope is refused, and needs none where being known is enough', async () => {
  const powerless: Principal = { ...somebody, scopes: [] };
  const token = await tokensOf('gateway').sign(greet, powerless);
  await expect(vectors.verify(greet, token)).rejects.toMatchObject({ code: 'forbidden', message: /vectors:read/ });
  expect(await vectors.verify({ ...greet, scope: 'authenticated' }, token)).toMatchObject({ principal: powerless });
});

test('nobody is vouched for where no right is needed, and nowhere else', async () => {
  const token = await tokensOf('gateway').sign(greet, nobody);
  await expect(vectors.verify(greet, token)).rejects.toMatchObject({ code: 'forbidden' });
  expect(await vectors.verify({ ...greet, scope: 'public' }, token)).toMatchObject({ principal: nobody });
});
