import type { Json } from '@mesh/jq/json';
import { describe, expect, test } from 'vitest';
import { checkSchema } from '../../src/definition/schema/check-schema.ts';
import { isMultipleOf } from '../../src/definition/schema/multiple-of.ts';
import { advance } from '../../src/interpreter/advance.ts';
import { byNewestRules } from '../../src/interpreter/rules.ts';
import { newState } from '../../src/interpreter/state.ts';
import { WorkflowFault } from '../../src/workflow-fault.ts';
import { BEGAN, planOf, tasks } from '../simulation.ts';

/** What is wrong with a value; undefined where it fits. */
function faultOf(schema: Json, value: Json, place: Parameters<typeof checkSchema>[1] = {}): string | undefined {
  try {
    checkSchema(schema, place)(value);
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
    ['^\\p{Letter}+$', 'π', '1'],
    ['^\\p{digit}+$', '৪২', 'a'],
    ['^\\P{Lowercase_Letter}$', 'A', 'a'],
    ['^[\\p{Script=Greek}_]+$', 'α_', 'a'],
    ['^\\p{gc=Lu}$', 'A', 'a'],
    ['^\\\\p$', '\\p', 'p'],
    ['^\\s$', '\ufeff', '\u200b'],
    ['^a\\sb$', 'a\u00a0b', 'a\\sb'],
    ['^\\S+$', 'ab', 'a\u2028b'],
    ['^[^\\s-]+$', 'ab', 'a\u3000b'],
    ['^[\\S-]+$', 'a-', ' '],
    ['^[\\s\\S]$', '\u00a0', ''],
    ['^[\\w\\s-]+$', 'a b\u00a0-', 'a.'],
    ['^.$', '\u0085', '\u2028'],
    ['^a.b$', 'a.b', 'a\rb'],
    ['^[.]$', '.', 'a'],
    ['^\\.$', '.', 'a'],
    ['^[a-z]{1,2048}$', 'a'.repeat(2048), 'a'.repeat(2049)],
    ['^.{1001}$', '😀'.repeat(1001), 'a'.repeat(1002)],
    ['^\\S{1001,}$', 'a'.repeat(1001), 'a'.repeat(1000)],
    ['^[\\]a]{0,5000}$', ']a', '[a'],
  ])('%s fits %j, and not %j', (pattern, fitting, other) => {
    expect(faultOf({ pattern }, fitting)).toBeUndefined();
    expect(faultOf({ pattern }, other)).toMatch(/must match pattern/);
  });

  test.each([
    ['^(?=.*[0-9])', /does not look ahead or behind: say it by several in allOf, or by not: \^\(\?=/],
    ['(?<!a)b', /does not look ahead or behind/],
    ['(a)\\1', /does not refer to its groups/],
    ['(?:a|b){2000}', /repeats at most 1000 times: say how long a text may be by minLength and maxLength/],
    ['(', /missing closing \)/],
  ])('what %s may be instead is told', (pattern, told) => expect(faultOf({ pattern }, 'a')).toMatch(told));

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

describe('references', () => {
  const externals = new Map<string, unknown>([
    ['https://a.example/s/order', { type: 'object', properties: { pet: { $ref: 'parts/pet#/$defs/named' } } }],
    [
      'https://a.example/s/parts/pet',
      { $defs: { named: { required: ['name'], properties: { of: { $ref: '../id' } } } } },
    ],
    [
      'https://a.example/s/id',
      { $schema: 'https://json-schema.org/draft/2020-12/schema', type: 'string', pattern: '^[a-z]+$' },
    ],
  ]);
  const order = externals.get('https://a.example/s/order') as Json;

  test('relative ones lead from where a schema stands to others, and on from there', () => {
    const place = { uri: 'https://a.example/s/order', externals };
    expect(faultOf(order, { pet: { name: 'Rex', of: 'me' } }, place)).toBeUndefined();
    expect(faultOf(order, { pet: {} }, place)).toMatch(/^\/pet must have required property/);
    expect(faultOf(order, { pet: { name: 'Rex', of: 'ME' } }, place)).toMatch(/^\/pet\/of must match/);
  });

  test('a schema in a document refers to others by their whole address', () => {
    const inline = { properties: { order: { $ref: 'https://a.example/s/order' } } };
    expect(faultOf(inline, { order: { pet: { name: 'Rex' } } }, { externals })).toBeUndefined();
    expect(faultOf(inline, { order: { pet: {} } }, { externals })).toMatch(/required property/);
    expect(faultOf(inline, {}, {})).toMatch(/cannot be used: can't resolve reference/);
  });

  test('two documents may mean two things by one address', () => {
    const inline = { $ref: 'https://a.example/s/id' };
    const other = new Map([['https://a.example/s/id', { type: 'number' }]]);
    expect([faultOf(inline, 1, { externals: other }), faultOf(inline, 'a', { externals })]).toEqual([
      undefined,
      undefined,
    ]);
    expect(faultOf(inline, 1, { externals })).toMatch(/must be string/);
  });

  test('a schema may refer to itself, and to what it holds, by its name', () => {
    const tree = {
      $id: 'https://a.example/tree',
      type: 'object',
      properties: { of: { $ref: 'https://a.example/tree' }, n: { $ref: 'n' } },
      $defs: { n: { $id: 'n', type: 'number' } },
    };
    for (let times = 0; times < 2; times++) {
      expect(faultOf(tree, { of: { of: {}, n: 1 } })).toBeUndefined();
      expect(faultOf(tree, { of: { n: 'a' } })).toBe('/of/n must be number');
    }
  });
});

test.each([
  [true, undefined],
  [false, '/ must NOT be valid'],
  ['text', 'the schema cannot be used: expected an object or a boolean'],
  [null, 'the schema cannot be used: expected an object or a boolean'],
])('a schema that is %j', (schema, expected) => {
  expect(faultOf(schema, 1)).toBe(expected);
});

test('what is no schema is told once, and how to spell a list of items', () => {
  const pair = { items: [{ type: 'string' }, { type: 'number' }] };
  const wrong = { properties: { 'a/b': pair, c: { required: true } } };
  expect(faultOf(wrong, 1)).toBe(
    'the schema cannot be used: /properties/a~1b/items is a list: call it prefixItems, as draft 2020-12 does, ' +
      'or name draft 7 by "$schema": "http://json-schema.org/draft-07/schema#"; /properties/c/required must be array',
  );
  expect(faultOf({ prefixItems: pair.items }, [1, 1])).toBe('/0 must be string');
  expect(faultOf({ $schema: 'http://json-schema.org/draft-07/schema#', ...pair }, [1, 1])).toBe('/0 must be string');
});

test('one of many is told apart, of too many is not, wherever that stands', () => {
  const choices = (count: number) => ({ oneOf: Array.from({ length: count }, (_, at) => ({ const: at })) });
  expect([faultOf(choices(200), 7), faultOf({ enum: Array.from({ length: 2_000 }, (_, at) => at) }, 7)]).toEqual([
    undefined,
    undefined,
  ]);
  const refused = /oneOf has more than 200 choices/;
  expect(faultOf(choices(201), 7)).toMatch(refused);
  expect(faultOf({ properties: { a: { items: choices(2_500) } } }, {})).toMatch(refused);
  const elsewhere = new Map([['https://a.example/many', choices(201)]]);
  expect(faultOf({ $ref: 'https://a.example/many' }, 7, { externals: elsewhere })).toMatch(refused);
});

test('what an object inherits is none of its properties', () => {
  const schema = { properties: { constructor: { type: 'string' } }, dependentRequired: { toString: ['a'] } };
  expect(faultOf(schema, {})).toBeUndefined();
  expect(faultOf(schema, { constructor: 1 })).toMatch(/constructor must be string/);
  expect(faultOf({ required: ['toString'] }, {})).toMatch(/must have required property 'toString'/);
});

test('schemas of journals from before are read as they were then', () => {
  const schema = { required: ['toString'], properties: { a: { pattern: '^\\S$' } } };
  const yaml = `input: {schema: {document: ${JSON.stringify(schema)}}}\n${tasks('  - one: {set: {a: 1}}')}`;
  const begun = (rules: number | undefined) => {
    const state = newState('exe_01h455vb4pex5vsknk084sn02q', planOf(yaml));
    const started = byNewestRules({ kind: 'started', input: { a: '\u00a0' } });
    advance(state, { ...started, ...(rules !== undefined && { rules }) }, BEGAN);
    return state.ended?.status;
  };
  expect([begun(13), begun(undefined)]).toEqual(['completed', 'faulted']);
});

describe('multiples', () => {
  const price = { type: 'number', multipleOf: 0.01 };

  test.each([
    [19.99, 0.01, true],
    [0.3, 0.1, true],
    [0.0075, 0.0001, true],
    [-4.5, 1.5, true],
    [12_345_678.91, 0.01, true],
    [1e21, 7e20, false],
    [1e300, 1e-7, true],
    [1.5e-7, 1e-8, true],
    [1.55e-7, 1e-8, false],
    [0.30000000000000004, 0.1, false],
    [19.995, 0.01, false],
    [0, 0.1, true],
    [9, 3, true],
    [10, 3, false],
    [7, 0.5, true],
  ])('%d, a multiple of %d: %s', (value, unit, is) => expect(isMultipleOf(unit)(value)).toBe(is));

  test.each(['https://json-schema.org/draft/2020-12/schema', 'http://json-schema.org/draft-07/schema#'])(
    'are of the decimals that numbers are written as: %s',
    ($schema) => {
      const prices = { $schema, properties: { prices: { items: price } } };
      expect(faultOf(prices, { prices: [19.99, 0.07, 4] })).toBeUndefined();
      expect(faultOf(prices, { prices: [0.005] })).toBe('/prices/0 must be multiple of 0.01');
      expect(faultOf({ $schema, multipleOf: 0 }, 1)).toMatch(/^the schema cannot be used/);
    },
  );

  test('were of doubles, and are in journals of that time', () => {
    const yaml = `input: {schema: {document: ${JSON.stringify(price)}}}\n${tasks('  - one: {set: {a: 1}}')}`;
    const begun = (rules: number | undefined) => {
      const state = newState('exe_01h455vb4pex5vsknk084sn02q', planOf(yaml));
      advance(
        state,
        { ...byNewestRules({ kind: 'started', input: 19.99 }), ...(rules !== undefined && { rules }) },
        BEGAN,
      );
      return state.ended?.status;
    };
    expect([begun(9), begun(undefined)]).toEqual(['faulted', 'completed']);
  });
});
