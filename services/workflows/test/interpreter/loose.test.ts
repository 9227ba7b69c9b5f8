import type { Json } from '@mesh/jq/json';
import { describe, expect, test } from 'vitest';
import { errorIn, outputOf, planOf, simulate, tasks } from '../simulation.ts';

const run = (yaml: string, input: Json = {}) =>
  simulate(planOf(`evaluate: {language: jq, mode: loose}\n${tasks(yaml)}`), { input });

describe('loose evaluation', () => {
  test.each([
    ['.name', 'Ada'],
    ['${ .name }', 'Ada'],
    ['Hello, ${ .name }!', 'Hello, Ada!'],
    ['.name | ascii_upcase', 'ADA'],
    ['$workflow.definition.document.name', 'test'],
    ['Hello, world', 'Hello, world'],
    ['https://a.example/b', 'https://a.example/b'],
    ['com.example.type.v1', 'com.example.type.v1'],
    ['.name.first', '.name.first'],
    ['error("no")', 'error("no")'],
    ['5', 5],
  ])('%j is evaluated, and stays text where it cannot be', (text, value) => {
    expect(outputOf(run(`  - one: {set: {value: ${JSON.stringify(text)}}}`, { name: 'Ada' }))).toEqual({ value });
  });

  test('variables around a task are in scope, and durations are what they were', () => {
    const done = run(
      `
  - each: {for: {in: .names, each: name}, do: [{one: {wait: PT1S}}, {two: {set: {last: $name, at: $index}}}]}`,
      {
        names: ['a', 'b'],
      },
    );
    expect(outputOf(done)).toEqual({ last: 'b', at: 1 });
    expect(done.took).toBe(2_000);
  });

  test.each(['if: .name.first, set: {a: 1}', 'set: {a: 1}, output: {as: .a.b}', 'for: {in: .name.first}, do: []'])(
    'what is always an expression fails as such: %s',
    (task) => {
      expect(errorIn(run(`  - one: {${task}}`, { name: 'Ada' })).type).toMatch(/expression$/);
    },
  );

  test('arguments of calls and events are evaluated alike', () => {
    const done = run(
      `
  - ask: {call: http, with: {method: post, endpoint: https://a.example/x, body: {who: .name, deep: [.age]}}}`,
      { name: 'Ada', age: 36 },
    );
    expect(done.effects[0]?.arguments).toEqual({
      method: 'post',
      endpoint: 'https://a.example/x',
      body: { who: 'Ada', deep: [36] },
    });
  });
});

test('strict evaluation leaves text alone that stands outside of braces', () => {
  const plan = planOf(`evaluate: {mode: strict}\n${tasks('  - one: {set: {value: .name}}')}`);
  expect(outputOf(simulate(plan, { input: { name: 'Ada' } }))).toEqual({ value: '.name' });
});
