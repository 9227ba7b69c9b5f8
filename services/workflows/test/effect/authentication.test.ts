import { createHash } from 'node:crypto';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { digestAnswer } from '../../src/effect/authentication/digest.ts';
import type { Stranger } from '../conformance/strangers.ts';
import { errorOf, outputOf, runIn } from './world.ts';

const get = (policy: string) => `
  - get: {call: http, with: {method: get, endpoint: {uri: https://api.example/me, authentication: ${policy}}}}`;
const showsAuthorization: Stranger = ({ headers }) => ({ body: headers.authorization ?? null });

test.each([
  ['basic', '{basic: {username: ada, password: secret}}', `Basic ${Buffer.from('ada:secret').toString('base64')}`],
  ['bearer', '{bearer: {token: abc}}', 'Bearer abc'],
])('%s authentication goes along', async (_scheme, policy, expected) => {
  expect(outputOf(await runIn(showsAuthorization, get(policy)))).toBe(expected);
});

test('a reusable policy is used by its name', async () => {
  const head = 'use: {authentications: {mine: {bearer: {token: "${ .token }"}}}}\n';
  expect(outputOf(await runIn(showsAuthorization, get('{use: mine}'), { token: 't' }, head))).toBe('Bearer t');
});

test('digest authentication answers the challenge of RFC 7616', () => {
  const challenge =
    'Digest realm="http-auth@example.org", qop="auth, auth-int", algorithm=MD5, nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS"';
  const user = { username: 'Mufasa', password: 'Circle of Life' };
  const asked = { method: 'GET', url: 'http://www.example.org/dir/index.html' };
  const cnonce = 'f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ';
  expect(digestAnswer(challenge, user, asked, cnonce)).toContain('response="8ca523f5e9506fed4657c9700eebdbec"');
  const sha256 = challenge.replace('MD5', 'SHA-256');
  expect(digestAnswer(sha256, user, asked, cnonce)).toContain(
    'response="753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1"',
  );
});

test.each([
  ['behind another scheme', 'Basic realm="other", Digest realm="r", nonce="n", qop="auth"'],
  ['before another scheme', 'Digest realm="r", nonce="n", qop="auth", Basic realm="other, Digest"'],
  ['behind a token', 'Negotiate TlRM+x/Q==, Digest realm="r", nonce="n", qop="auth"'],
  [
    'behind a digest that is unknown',
    'Digest realm="r", nonce="x", algorithm=SHA-3, Digest realm="r", nonce="n", qop=auth',
  ],
])('a challenge %s is answered', (_where, challenge) => {
  const user = { username: 'ada', password: 'secret' };
  const asked = { method: 'GET', url: 'https://api.example/me' };
  const alone = 'Digest realm="r", nonce="n", qop="auth"';
  expect(digestAnswer(challenge, user, asked, 'c')).toBe(digestAnswer(alone, user, asked, 'c'));
});

test('digest authentication is challenged and then let in', async () => {
  const stranger: Stranger = ({ headers: { authorization = '' } }) => {
    if (!authorization.startsWith('Digest '))
      return { status: 401, headers: { 'www-authenticate': 'Digest realm="r", nonce="n", qop="auth"' } };
    const field = (name: string) => new RegExp(`${name}="?([^",]+)`).exec(authorization)?.[1] ?? '';
    const md5 = (text: string) => createHash('md5').update(text).digest('hex');
    const expected = md5(`${md5('ada:r:secret')}:n:00000001:${field('cnonce')}:auth:${md5('GET:/me')}`);
    return field('response') === expected ? { body: 'in' } : { status: 403 };
  };
  expect(outputOf(await runIn(stranger, get('{digest: {username: ada, password: secret}}')))).toBe('in');
});

const oauth2 = (more = '') =>
  `{oauth2: {authority: https://id.example/realm, grant: client_credentials, client: {id: me, secret: s3cret}, scopes: [a, b], audiences: [x]${more}}}`;

/** An authority that gives tokens, and everybody else shows what came. */
const authority: Stranger = ({ host, path, headers, body }) => {
  if (host !== 'id.example') return { body: headers.authorization ?? null };
  if (path.endsWith('/.well-known/openid-configuration'))
    return { body: { issuer: 'https://id.example/realm', token_endpoint: 'https://id.example/realm/give' } };
  return { body: { access_token: `${path}?${body}`, token_type: 'bearer', expires_in: 3600 } };
};

test('oauth2 asks the authority for a token, once for many calls, and no token is written down', async () => {
  const ran = await runIn(authority, get(oauth2()) + get(oauth2()).replace('get:', 'again:'));
  const expected = 'grant_type=client_credentials&scope=a+b&audience=x&client_id=me&client_secret=s3cret';
  expect(outputOf(ran)).toBe(`Bearer /realm/oauth2/token?${expected}`);
  expect(ran.asked.filter(({ host }) => host === 'id.example')).toHaveLength(1);
});

test('oauth2 asks for one token, however many calls begin at once', async () => {
  const branches = ['a', 'b', 'c'].map((name) => get(oauth2()).trim().replace('- get:', `${name}:`));
  const fork = `\n  - all: {fork: {branches: [${branches.map((one) => `{${one}}`).join(', ')}]}}`;
  const ran = await runIn(authority, fork);
  expect(new Set(outputOf(ran) as string[]).size).toBe(1);
  expect(ran.asked.filter(({ host }) => host === 'id.example')).toHaveLength(1);
});

test('a token whose life is told as null is one that does not tell it', async () => {
  const stranger: Stranger = ({ host, headers }) => ({
    body: host === 'id.example' ? { access_token: 't', expires_in: null } : (headers.authorization ?? null),
  });
  expect(outputOf(await runIn(stranger, get(oauth2())))).toBe('Bearer t');
});

test('an authority that is busy is an error of communication, and is asked again when it says', async () => {
  let asked = 0;
  const busy: Stranger = (question) =>
    question.host === 'id.example' && asked++ === 0
      ? { status: 429, headers: { 'retry-after': '0' } }
      : authority(question);
  const caught = '{errors: {with: {status: 429}}, retry: {delay: PT1H, limit: {attempt: {count: 2}}}}';
  const ran = await runIn(busy, `\n  - safely: {try: [{${get(oauth2()).trim().replace('- ', '')}}], catch: ${caught}}`);
  expect(outputOf(ran)).toMatch(/^Bearer /);
});

test('an authority that refuses is told with its code, and nothing of what it was sent', async () => {
  const refuses: Stranger = ({ body }) => ({ status: 400, body: { error: 'invalid_scope', error_description: body } });
  const ran = await runIn(refuses, get(oauth2()));
  expect(errorOf(ran).detail).toBe('the authority answered 400: invalid_scope');
  const hostile: Stranger = ({ body }) => ({ status: 400, body: { error: body } });
  expect(errorOf(await runIn(hostile, get(oauth2()))).detail).toBe('the authority answered 400');
});

describe('a token that is refused before its end', () => {
  afterEach(() => void vi.useRealTimers());

  /** The first token counts no more once it has been used, which was so many ms ago then. */
  const revokes = (agoMs: number): Stranger => {
    vi.useFakeTimers({ toFake: ['Date'] });
    let [given, used] = [0, 0];
    return ({ host, headers: { authorization } }) => {
      if (host === 'id.example') return { body: { access_token: `t${++given}`, expires_in: 3600 } };
      if (authorization === 'Bearer t1' && used++ > 0) return { status: 401 };
      vi.setSystemTime(Date.now() + agoMs);
      return { body: authorization };
    };
  };
  const twice = get(oauth2()) + get(oauth2()).replace('get:', 'again:');

  test('gives way to another, and the call is made once more', async () => {
    expect(outputOf(await runIn(revokes(60_000), twice))).toBe('Bearer t2');
  });

  test('is the fault of the caller where it was given a moment ago', async () => {
    const ran = await runIn(revokes(0), twice);
    expect(errorOf(ran)).toMatchObject({ status: 401 });
    expect(ran.asked.filter(({ host }) => host === 'id.example')).toHaveLength(1);
  });
});

describe('issuers of oauth2', () => {
  const jwt = `a.${Buffer.from('{"iss":"https://id.example/realm"}').toString('base64url')}.c`;
  const gives =
    (token: string): Stranger =>
    ({ host, headers }) => ({
      body: host === 'id.example' ? { access_token: token, token_type: 'bearer' } : (headers.authorization ?? null),
    });
  const policy = (issuer: string) => oauth2().replace('{oauth2: {', `{oauth2: {issuers: [${issuer}], `);

  test('a token of another issuer is refused', async () => {
    expect(errorOf(await runIn(gives(jwt), get(policy('https://other.example'))))).toMatchObject({
      type: expect.stringMatching(/errors\/authentication$/),
      status: 401,
      detail: 'the issuer of the token is none of the `issuers` of the policy',
    });
  });

  test.each([
    ['of a listed issuer', jwt],
    ['that tells no issuer', 'opaque'],
    ['that looks like one', 'a.b.c'],
  ])('a token %s is taken', async (_what, token) => {
    expect(outputOf(await runIn(gives(token), get(policy('https://id.example/realm'))))).toBe(`Bearer ${token}`);
  });
});

test('the authority of oauth2 may be a template', async () => {
  const policy = oauth2().replace('realm', '{realm}');
  const ran = await runIn(
    authority,
    get(policy.replace('https://id.example/{realm}', '"https://id.example/{realm}"')),
    {
      realm: 'a b',
    },
  );
  expect(ran.asked[0]?.path).toBe('/a%20b/oauth2/token');
});

test('endpoints and issuers of oauth2 may be templates', async () => {
  const jwt = ['{}', '{"iss":"https://id.example/a"}', '']
    .map((part) => Buffer.from(part).toString('base64url'))
    .join('.');
  const gives: Stranger = ({ path }) => ({ body: path === '/realm/a/give' ? { access_token: jwt } : null });
  const of = (issuer: string) =>
    runIn(gives, get(oauth2(`, endpoints: {token: "/{tenant}/give"}, issuers: ["${issuer}"]`)), { tenant: 'a' });
  expect((await of('https://id.example/{tenant}')).asked[1]?.headers.authorization).toBe(`Bearer ${jwt}`);
  expect(errorOf(await of('https://other.example/{tenant}'))).toMatchObject({ status: 401 });
});

test('oauth2 proves its client as the policy says', async () => {
  const ran = await runIn(
    authority,
    get(oauth2('').replace('secret: s3cret', 'secret: s3cret, authentication: client_secret_basic')),
  );
  expect(ran.asked[0]?.headers.authorization).toBe(`Basic ${Buffer.from('me:s3cret').toString('base64')}`);
  expect(ran.asked[0]?.body).not.toContain('s3cret');
  const signed = await runIn(
    authority,
    get(oauth2('').replace('secret: s3cret', 'secret: s3cret, authentication: client_secret_jwt')),
  );
  expect(new URLSearchParams(signed.asked[0]?.body).get('client_assertion')?.split('.')).toHaveLength(3);
});

test('an authority of oidc that has no document is told with what it was asked for', async () => {
  const policy =
    '{oidc: {authority: https://id.example/token, grant: client_credentials, client: {id: me, secret: s}}}';
  const ran = await runIn(() => ({ status: 404 }), get(policy));
  expect(errorOf(ran).detail).toBe('asked for /.well-known/openid-configuration, the authority answered 404');
});

test('oidc finds the token endpoint by discovery', async () => {
  const policy =
    '{oidc: {authority: https://id.example/realm, grant: password, client: {id: me}, username: ada, password: pw}}';
  const ran = await runIn(authority, get(policy));
  expect(outputOf(ran)).toBe('Bearer /realm/give?grant_type=password&username=ada&password=pw&client_id=me');
});

test.each([
  ['an authority that refuses', oauth2(), { status: 401 }, /errors\/authentication$/],
  ['an authority that is down', oauth2(), { status: 503 }, /errors\/communication$/],
  [
    'a grant that needs a person',
    oauth2().replace('client_credentials', 'authorization_code'),
    {},
    /errors\/configuration$/,
  ],
  [
    'an issuer that is not listed',
    '{oidc: {authority: https://id.example/realm, grant: client_credentials, issuers: [other]}}',
    undefined,
    /errors\/authentication$/,
  ],
])('%s faults the task with the fitting type', async (_what, policy, answer, type) => {
  const ran = await runIn(answer ? () => answer : authority, get(policy));
  expect(errorOf(ran).type).toMatch(type);
});
