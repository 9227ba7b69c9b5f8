import type { Json } from '@mesh/jq/json';
import { describe, expect, test } from 'vitest';
import { WorkflowFault } from '../src/interpreter/workflow-fault.ts';
import { checkSchema } from '../src/plan/check-schema.ts';

/** What is wrong with a value; undefined where it fits. */
function faultOf(schema: Json, value: Json): string | undefined {
  try {
    checkSchema(schema)(value);
    return undefined;
  } catch (thrown) {
    if (thrown instanceof WorkflowFault) return thrown.message;
    throw thrown;
  }
}

describe('patterns', () => {
  const lower = { type: 'string', pattern: '^[a-z]+$' };
  const digits = { type: 'string', pattern: '^[0-9]+$' };

  test('each schema has its own, whatever was compiled before', () => {
    expect([faultOf(lower, 'ab'), faultOf(digits, '12')]).toEqual([undefined, undefined]);
    expect(faultOf(lower, '12')).toBe('/ must match pattern "^[a-z]+$"');
    expect(faultOf(digits, 'ab')).toBe('/ must match pattern "^[0-9]+$"');
  });

  test('two in one schema are two', () => {
    const both = { properties: { a: lower, b: digits } };
    expect(faultOf(both, { a: 'a', b: '1' })).toBeUndefined();
    expect(faultOf(both, { a: '1', b: 'a' })).toMatch(/\/a must match .*; \/b must match/);
  });

  test('names of properties are matched by theirs', () => {
    const named = { patternProperties: { '^x-': lower, '^[0-9]$': digits }, additionalProperties: false };
    expect(faultOf(named, { 'x-a': 'a', 1: '1' })).toBeUndefined();
    expect(faultOf(named, { 'x-a': '1' })).toMatch(/x-a must match/);
    expect(faultOf(named, { y: 'a' })).toMatch(/additional properties/);
  });

  test.each([
    'https://json-schema.org/draft/2020-12/schema',
    'https://json-schema.org/draft/2019-09/schema',
    'http://json-schema.org/draft-07/schema#',
  ])('they hold in %s, and through $ref', ($schema) => {
    const schema = { $schema, properties: { id: { $ref: '#/$defs/id' } }, $defs: { id: lower } };
    expect(faultOf(schema, { id: 'ab' })).toBeUndefined();
    expect(faultOf(schema, { id: 'AB' })).toMatch(/^\/id must match/);
  });
});

test('hundreds of schemas are each what they are', () => {
  for (let at = 0; at < 410; at++)
    expect(faultOf({ enum: [at, at + 1_000] }, at + (at % 2))).toBe(
      at % 2 === 0 ? undefined : '/ must be equal to one of the allowed values',
    );
});
