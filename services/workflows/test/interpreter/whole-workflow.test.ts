import type { Json } from '@mesh/jq/json';
import { describe, expect, test } from 'vitest';
import { errorIn, outputOf, planOf, simulate } from '../simulation.ts';

/** A document with this below its head, which is all of a workflow that is no task. */
const run = (yaml: string, input: Json = {}) =>
  simulate(planOf(`document: {dsl: 1.0.3, namespace: test, name: test, version: 1.0.0}\n${yaml}`), { input });

test('a workflow without tasks ends as it begins', () => {
  expect(outputOf(run('do: []', { a: 1 }))).toEqual({ a: 1 });
  expect(outputOf(run('do: []\ninput: {from: .a}\noutput: {as: "{a: .}"}', { a: 1 }))).toEqual({ a: 1 });
  expect(errorIn(run('do: []\noutput: {schema: {document: {required: [z]}}}'))).toMatchObject({ instance: '/output' });
});

describe('an error that no task raised points to the part of the document that it comes from', () => {
  const one = 'do: [{one: {set: {a: 1}}}]\n';
  test.each([
    ['/input', `${one}input: {schema: {document: {required: [z]}}}`, 400],
    ['/input', `${one}input: {from: '1 + "a"'}`, 400],
    ['/timeout', `${one}timeout: {after: '\${ .never }'}`, 400],
    ['/timeout', 'do: [{one: {wait: PT1H}}]\ntimeout: {after: PT1S}', 408],
    ['/output', `${one}output: {as: '1 + "a"'}`, 400],
    ['/output', `${one}output: {schema: {document: {required: [z]}}}`, 400],
  ])('%s: %s', (instance, yaml, status) => {
    expect(errorIn(run(yaml))).toMatchObject({ status, instance });
  });
});
