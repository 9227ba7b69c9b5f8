// biome-ignore-all lint/suspicious/noTemplateCurlyInString: expressions of the DSL stand in dollar and braces
import { hash } from 'node:crypto';
import type { Json } from '@mesh/jq/json';
import { expect, test } from 'vitest';
import { template } from '../../src/expression/template.ts';
import { startKey } from '../../src/queue/start-key.ts';

test.each<[string, Json, string]>([
  ['nightly', {}, 'nightly'],
  ['${ .[0].data.id }', [{ data: { id: 7 } }], '7'],
  ['of ${ .[0].id }', [{ id: 'a' }], 'of a'],
  ['${ .[0].none }', [{}], 'null'],
  ['${ .a }', { a: { b: 1 } }, '{"b":1}'],
  ['${ $input.a }', { a: 'b' }, 'b'],
  ['${ now }', {}, '5'],
  ['${ error }', {}, ''],
  ['${ .a }', { a: 'x'.repeat(257) }, hash('sha256', 'x'.repeat(257))],
])('%s of %j', (concurrencyKey, input, key) => {
  expect(startKey(template(concurrencyKey), input, 5_000)).toBe(key);
});

test('a key that fails for whatever reason, such as a text that is too long for the runtime, is empty', () => {
  const failing = () => 'x'.repeat(2 ** 30);
  expect(failing).toThrow(RangeError);
  expect(startKey(failing, {}, 0)).toBe('');
});
