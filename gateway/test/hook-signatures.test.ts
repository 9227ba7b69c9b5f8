import { createHmac } from 'node:crypto';
import { createHook, hookVerification } from '@mesh/contracts/hooks';
import { expect, test } from 'vitest';
import { secretFor } from '../src/hook/hook-secret.ts';
import { type Verification, verifyCall } from '../src/hook/verify/verify-call.ts';
import { CallRates } from '../src/http/call-rates.ts';
import { newSecret } from '../src/webhook/signature.ts';
import { githubHeaders, standardHeaders, stripeHeaders } from './signing.ts';

const secret = newSecret();
const now = Date.UTC(2026, 0, 1);
const MINUTE = 60_000;
const text = '{"id":"evt_1","amount":42}';
const verify = (how: Verification, headers: Record<string, string>, body = text, at = now) =>
  verifyCall(how, { headers, body: Buffer.from(body) }, { secrets: [secret], now: at });
const refused = expect.objectContaining({ code: 'unauthenticated' });

test('a message of Standard Webhooks is known by its id, whichever of its signatures is ours', () => {
  const headers = standardHeaders(secret, text, { at: now });
  expect(verify({ scheme: 'standard' }, headers)).toBe('msg_1');
  const others = `v1,${Buffer.alloc(32).toString('base64')} v2,abc ${headers['webhook-signature']}`;
  expect(verify({ scheme: 'standard' }, { ...headers, 'webhook-signature': others })).toBe('msg_1');
});

test('the example of the specification of Standard Webhooks is accepted', () => {
  const headers = {
    'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
    'webhook-timestamp': '1614265330',
    'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
  };
  const known = { secrets: ['whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'], now: 1_614_265_330_000 };
  expect(verifyCall({ scheme: 'standard' }, { headers, body: Buffer.from('{"test": 2432232314}') }, known)).toBe(
    'msg_p5jXN8AQM9LWM0D4loKWxJek',
  );
});

test.each([
  ['no headers at all', {}, text],
  ['another body', standardHeaders(secret, text, { at: now }), `${text} `],
  ['another secret', standardHeaders(newSecret(), text, { at: now }), text],
  ['another id', { ...standardHeaders(secret, text, { at: now }), 'webhook-id': 'msg_2' }, text],
  ['a time six minutes ago', standardHeaders(secret, text, { at: now - 6 * MINUTE }), text],
  ['a time six minutes ahead', standardHeaders(secret, text, { at: now + 6 * MINUTE }), text],
  ['a time that is none', { ...standardHeaders(secret, text, { at: now }), 'webhook-timestamp': 'NaN' }, text],
  ['a signature of no version', { ...standardHeaders(secret, text, { at: now }), 'webhook-signature': 'v1,' }, text],
])('Standard Webhooks with %s is refused', (_, headers, body) => {
  expect(() => verify({ scheme: 'standard' }, headers as Record<string, string>, body)).toThrow(refused);
});

test('four minutes off are tolerated, to either side', () => {
  for (const at of [now - 4 * MINUTE, now + 4 * MINUTE])
    expect(verify({ scheme: 'standard' }, standardHeaders(secret, text, { at }))).toBe('msg_1');
});

test('GitHub is known by its delivery, Stripe by the event in the body', () => {
  expect(verify({ scheme: 'github' }, githubHeaders(secret, text))).toBe('d-1');
  expect(() => verify({ scheme: 'github' }, githubHeaders(secret, text), `${text}\n`)).toThrow(refused);
  expect(verify({ scheme: 'stripe' }, stripeHeaders(secret, text, now))).toBe('evt_1');
  expect(() => verify({ scheme: 'stripe' }, stripeHeaders(secret, text, now - 6 * MINUTE))).toThrow(refused);
  const nameless = verify({ scheme: 'stripe' }, stripeHeaders(secret, '[]', now), '[]');
  expect(nameless).toMatch(/^sha256:[0-9a-f]{64}$/);
});

test('an HMAC of the sender’s own making is described: header, prefix, encoding, what is signed', () => {
  const slack = hookVerification.parse({
    scheme: 'hmac',
    header: 'x-slack-signature',
    prefix: 'v0=',
    signed: 'v0:{timestamp}:{body}',
    timestampHeader: 'x-slack-request-timestamp',
  });
  const at = String(now / 1_000);
  const signature = createHmac('sha256', secret).update(`v0:${at}:${text}`).digest('hex');
  const headers = { 'x-slack-signature': `v0=${signature}`, 'x-slack-request-timestamp': at };
  const named = verify(slack, headers);
  expect(verify(slack, headers)).toBe(named);
  expect(() => verify(slack, { ...headers, 'x-slack-signature': signature })).toThrow(refused);
  expect(() => verify(slack, headers, text, now + 6 * MINUTE)).toThrow(refused);

  const again = String(now / 1_000 + 60);
  const resigned = createHmac('sha256', secret).update(`v0:${again}:${text}`).digest('hex');
  const later = { 'x-slack-signature': `v0=${resigned}`, 'x-slack-request-timestamp': again };
  expect(verify(slack, later), 'signed anew it is another').not.toBe(named);
  expect(verify(hookVerification.parse({ ...slack, idField: 'id' }), later), 'unless a field of it is its name').toBe(
    'evt_1',
  );
  expect(verify(hookVerification.parse({ ...slack, idField: 'toString' }), headers), 'which it does not have').toBe(
    named,
  );

  const shopify = hookVerification.parse({ scheme: 'hmac', header: 'x-shop', algorithm: 'sha512', encoding: 'base64' });
  const shop = createHmac('sha512', secret).update(text).digest('base64');
  expect(verify(shopify, { 'x-shop': shop })).not.toBe(named);
});

test('a placeholder that is misspelt is refused when the hook is made', () => {
  const made = (signed: string) =>
    createHook.body.safeParse({ verify: { scheme: 'hmac', header: 'x-sig', signed, timestampHeader: 'x-at' } });
  expect(made('{timestamp}.{body}').success).toBe(true);
  for (const signed of ['{timestamp}.{time}.{body}', '{timestamp}{}{body}', '{timestamp}{Body}{body}'])
    expect(made(signed).error?.issues[0], signed).toMatchObject({ path: ['verify', 'signed'] });
});

test('what is signed stands for itself: a text that looks like a place in the description is none', () => {
  const how = hookVerification.parse({ scheme: 'hmac', header: 'x-sig', signed: '{id}.{body}', idHeader: 'x-id' });
  const body = '{timestamp}';
  const signature = createHmac('sha256', secret).update(`{body}.${body}`).digest('hex');
  expect(verify(how, { 'x-sig': signature, 'x-id': '{body}' }, body)).toBe('{body}');
});

test('a description that proves nothing is refused', () => {
  const hmac = { scheme: 'hmac', header: 'x-sig' };
  for (const wrong of [
    { ...hmac, signed: '{timestamp}', timestampHeader: 'x-at' },
    { ...hmac, timestampHeader: 'x-at' },
    { ...hmac, signed: '{timestamp}.{body}' },
    { ...hmac, signed: '{id}.{body}' },
    { ...hmac, idHeader: 'x-id', idField: 'id' },
    { ...hmac, header: 'X-Sig' },
    { ...hmac, algorithm: 'md5' },
    { scheme: 'none' },
  ])
    expect(createHook.body.safeParse({ verify: wrong }).success, JSON.stringify(wrong)).toBe(false);
});

test('a secret is of its scheme', () => {
  expect(secretFor({ scheme: 'standard' }, undefined)).toMatch(/^whsec_/);
  expect(secretFor({ scheme: 'standard' }, secret)).toBe(secret);
  expect(() => secretFor({ scheme: 'standard' }, 'a plain password')).toThrow('no secret');
  expect(() => secretFor({ scheme: 'stripe' }, undefined)).toThrow('no secret');
});

test('calls are counted by name, and let in again as time goes by', () => {
  let time = 0;
  const rates = new CallRates(10, { now: () => time });
  for (let call = 0; call < 20; call++) rates.spend('a');
  expect(() => rates.spend('a')).toThrow(expect.objectContaining({ code: 'rate-limited', retryAfterSeconds: 1 }));
  rates.spend('b');
  time += 100;
  rates.spend('a');
});
