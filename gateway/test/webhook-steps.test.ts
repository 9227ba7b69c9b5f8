import { describe, expect, test } from 'vitest';
import { linesOf } from '../src/webhook/lines-of.ts';
import { nextStep } from '../src/webhook/next-step.ts';
import { newSecret, signedHeaders } from '../src/webhook/signature.ts';

const now = new Date('2026-11-25T12:00:00Z');

describe('after an attempt', () => {
  test.each([200, 202, 204])('that was answered with %i nothing follows', (status) => {
    expect(nextStep({ attempts: 1, status }, now, 0)).toEqual({ kind: 'delivered' });
  });

  test('that was answered with 410 the endpoint is gone', () => {
    expect(nextStep({ attempts: 1, status: 410 }, now, 0)).toEqual({ kind: 'gone' });
  });

  test.each([
    ['nobody answered', 1, undefined, undefined, 5_000],
    ['it was refused', 2, 500, undefined, 300_000],
    ['a redirect is no answer', 1, 302, undefined, 5_000],
    ['the other side asks for more time', 1, 503, '120', 120_000],
    ['it names a moment', 1, 429, 'Wed, 25 Nov 2026 12:01:00 GMT', 60_000],
    ['it asks for less time', 2, 429, '1', 300_000],
    ['it asks for a year', 1, 503, '31536000', 86_400_000],
    ['what it asks cannot be read', 1, 503, 'soon', 5_000],
  ])('%s: the next comes in time', (_why, attempts, status, retryAfter, inMs) => {
    expect(nextStep({ attempts, status, retryAfter }, now, 0)).toEqual({ kind: 'again', inMs });
  });

  test('pauses differ by a tenth, and the tenth attempt is the last', () => {
    expect(nextStep({ attempts: 1 }, now, 1)).toEqual({ kind: 'again', inMs: 5_500 });
    expect(nextStep({ attempts: 9 }, now, 0).kind).toBe('again');
    expect(nextStep({ attempts: 10 }, now, 0)).toEqual({ kind: 'failed' });
  });
});

test('the signature is that of the specification’s own example', () => {
  const at = new Date(1_614_265_330_000);
  const message = { id: 'msg_p5jXN8AQM9LWM0D4loKWxJek', at, body: '{"test": 2432232314}' };
  expect(signedHeaders(['whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'], message)).toEqual({
    'webhook-id': message.id,
    'webhook-timestamp': '1614265330',
    'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
  });
});

test('a secret is 32 bytes that nobody has seen before', () => {
  expect(Buffer.from(newSecret().slice('whsec_'.length), 'base64')).toHaveLength(32);
  expect(newSecret()).not.toBe(newSecret());
});

test('what is of one subject stands in one line, and what has none in another', () => {
  const due = ['a', 'b', undefined, 'a', undefined].map((subject, seq) => ({ seq, body: JSON.stringify({ subject }) }));
  const places = linesOf(due).map((line) => line.map(({ seq }) => seq));
  expect(places).toEqual([[0, 3], [1], [2, 4]]);
});
