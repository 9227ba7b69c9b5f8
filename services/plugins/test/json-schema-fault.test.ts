import { expect, test } from 'vitest';
import { jsonSchemaFault } from '../src/package/json-schema-fault.ts';

test.each([
  [
    'a list of schemas',
    { properties: { a: { items: [{ type: 'string' }] } } },
    ['properties', 'a', 'items'],
    'prefixItems',
  ],
  ['what is no schema', { properties: { a: 1 } }, ['properties', 'a'], 'no JSON Schema: must be object,boolean'],
  ['no list of names', { required: 'a' }, ['required'], 'no JSON Schema: must be array'],
])('%s is told at its place, with what to write', (_, schema, path, words) => {
  expect(jsonSchemaFault(schema)).toEqual({ path, message: expect.stringContaining(words) });
});

test('a list of schemas under its name of today is a schema', () => {
  expect(jsonSchemaFault({ prefixItems: [{ type: 'string' }], items: false })).toBeUndefined();
});
