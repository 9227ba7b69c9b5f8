import type { Json } from '@mesh/jq/json';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { endpoint } from '../../src/effect/http/http-arguments.ts';
import { readArguments } from '../../src/plan/read-arguments.ts';
import { WorkflowFault } from '../../src/workflow-fault.ts';

function detailOf(shape: z.ZodType, given: Json) {
  try {
    readArguments(shape, given);
  } catch (error) {
    if (error instanceof WorkflowFault) return error.error.detail;
    throw error;
  }
  return undefined;
}

describe('what a call was given and does not fit', () => {
  const call = z.object({ endpoint });

  test('is told where it comes closest to one of several shapes', () => {
    const policy = { bearer: { token: null } };
    const detail = detailOf(call, { endpoint: { uri: 'https://a.example', authentication: policy } });
    expect(detail).toContain('/endpoint/authentication/bearer/token: Invalid input: expected string, received null');
    expect(detail).not.toContain('/basic');
  });

  test('is told of each shape where it comes close to none', () => {
    expect(detailOf(call, { endpoint: null })).toMatch(
      /\/endpoint: [^:]+: expected string.*, or \/endpoint: [^:]+: expected object/,
    );
  });

  test('is told as it is where no shape has the name that parts them', () => {
    const parted = z.discriminatedUnion('kind', [
      z.object({ kind: z.literal('a') }),
      z.object({ kind: z.literal('b') }),
    ]);
    expect(detailOf(parted, { kind: 'c' })).toMatch(/^the call does not fit: \/kind: Invalid/);
  });

  test('is told without its value', () => {
    const either = z.union([z.literal('a'), z.object({ b: z.union([z.number(), z.boolean()]) })]);
    for (const given of ['secret', { b: 'secret' }, ['secret']])
      expect(detailOf(either, given)).not.toContain('secret');
  });
});
