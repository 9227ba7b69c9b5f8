import { expect, test } from 'vitest';
import { brokerStream } from '../src/broker-stream.ts';
import { brokerCall } from '../src/credential-use.ts';

const withPlaceholders = (count: number) => {
  const marks = Array.from({ length: count }, (_, at) => [`mark-of-number-${at}`, 'token']);
  return { method: 'POST', url: 'https://a.example', placeholders: Object.fromEntries(marks) };
};

test('a call has at most 50 placeholders, for each of which it is looked through', () => {
  expect(brokerCall.body.safeParse(withPlaceholders(50)).success).toBe(true);
  expect(brokerCall.body.safeParse(withPlaceholders(51)).success).toBe(false);
  const watched = { watch: 'a'.repeat(16), timeoutMs: 1 };
  expect(brokerStream.body.safeParse({ ...withPlaceholders(51), ...watched }).success).toBe(false);
});
