import { expect, test } from 'vitest';
import { z } from 'zod';
import { contractDigest } from '../src/contract-digest.ts';
import { greet } from './fixture.ts';

test('a digest stays while the schemas do, whatever the texts and the order', () => {
  const other = { ...greet, subject: 'call.vectors.other' as const };
  expect(contractDigest([greet, other])).toBe(contractDigest([other, { ...greet, summary: 'Say hello.' }]));
  expect(contractDigest([greet])).toMatch(/^[0-9a-f]{64}$/);
});

test('a digest changes with a field of the answer or of the request', () => {
  const answer = { ...greet, output: z.object({ text: z.string(), mood: z.string() }) };
  const request = { ...greet, body: z.strictObject({ name: z.string().min(2) }) };
  expect(new Set([greet, answer, request].map((operation) => contractDigest([operation]))).size).toBe(3);
});
