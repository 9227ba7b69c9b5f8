// biome-ignore-all lint/suspicious/noTemplateCurlyInString: expressions of the DSL stand in dollar and braces
import { hash } from 'node:crypto';
import type { Json } from '@mesh/jq/json';
import { expect, test } from 'vitest';
import { startKey } from '../../src/schedule/start-key.ts';

const named = { workspaceId: 'ws_1', namespace: 'shop', name: 'report' };
const rule = { kind: 'on', overlap: 'allow', catchUpMs: 0, jitterMs: 0 } as const;
const keyOf = (concurrencyKey: string, input: Json = {}) =>
  startKey({ ...named, rule: { ...rule, concurrencyKey } }, input, new Date(5_000)).key?.replace(
    'ws_1 shop/report ',
    '',
  );

test.each<[string, Json, string]>([
  ['nightly', {}, 'nightly'],
  ['${ .[0].data.id }', [{ data: { id: 7 } }], '7'],
  ['of ${ .[0].id }', [{ id: 'a' }], 'of a'],
  ['${ .[0].none }', [{}], 'null'],
  ['${ .a }', { a: { b: 1 } }, '{"b":1}'],
  ['${ now }', {}, '5'],
  ['${ error }', {}, ''],
  ['${ .a }', { a: 'x'.repeat(257) }, hash('sha256', 'x'.repeat(257))],
])('%s of %j', (concurrencyKey, input, key) => {
  expect(keyOf(concurrencyKey, input)).toBe(key);
});

test('as many of one key run as the document says, and one where it says nothing', () => {
  expect(startKey({ ...named, rule }, {}, new Date())).toEqual({ keyLimit: 1 });
  expect(startKey({ ...named, rule: { ...rule, concurrencyKey: 'a', concurrency: 3 } }, {}, new Date()).keyLimit).toBe(
    3,
  );
});
