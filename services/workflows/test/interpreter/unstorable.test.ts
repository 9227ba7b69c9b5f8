// biome-ignore-all lint/suspicious/noTemplateCurlyInString: expressions of the DSL stand in dollar and braces
import type { Json } from '@mesh/jq/json';
import { describe, expect, test } from 'vitest';
import { unstorable, unstorableEvent } from '../../src/interpreter/storable.ts';
import { WorkflowFault } from '../../src/workflow-fault.ts';
import { errorIn, outputOf, planOf, simulate, tasks } from '../simulation.ts';
import { Run } from './run.ts';

const run = (yaml: string) => simulate(planOf(tasks(yaml)));
const nested = (levels: number): Json => JSON.parse('['.repeat(levels) + ']'.repeat(levels));
const nul = '[0] | implode';
const caught = (task: string) => `
  - one:
      try:
        - bad: ${task}
      catch: {as: error, do: [{told: {set: {why: '\${ $error }', again: '\${ $error.detail }'}}}]}`;

describe('what an expression gives', () => {
  test.each([
    ['a text', `{set: {x: '\${ ${nul} }'}}`],
    ['a text within a text', `{set: {x: 'a\${ ${nul} }b'}}`],
    ['a key', `{set: {x: '\${ {(${nul}): 1} }'}}`],
    ['the title of an error', `{raise: {error: {type: 'https://a.example/e', status: 400, title: '\${ ${nul} }'}}}`],
    [
      'the data of an event',
      `{emit: {event: {with: {source: 'https://a.example', type: a, data: {x: '\${ ${nul} }'}}}}}`,
    ],
    ['the input of a worker', `{call: worker, with: {queue: q, input: {x: '\${ ${nul} }'}}}`],
    ['an input', `{input: {from: '${nul}'}, set: {x: 1}}`],
    ['an output', `{set: {x: 1}, output: {as: '${nul}'}}`],
    ['a context', `{set: {x: 1}, export: {as: '${nul}'}}`],
  ])('faults its task as %s that cannot be stored, and is caught', (_what, task) => {
    expect(errorIn(run(`  - bad: ${task}`))).toMatchObject({
      type: expect.stringMatching(/expression$/),
      status: 400,
      instance: '/do/0/bad',
    });
    const { why } = outputOf(run(caught(task))) as { why: object };
    expect(why).toMatchObject({ type: expect.stringMatching(/expression$/), instance: '/do/0/one/try/0/bad' });
  });

  test('is an error whose words are marked where they are no text', () => {
    const done = run(caught(`{set: {x: '\${ error("a" + (${nul}) + "b") }'}}`));
    expect(outputOf(done)).toMatchObject({ again: 'a\ufffdb' });
  });

  test('goes only so deep', () => {
    const done = simulate(planOf(tasks("  - one: {set: {x: '${ [.] }'}}")), { input: nested(2_001) });
    expect(errorIn(done)).toMatchObject({ type: expect.stringMatching(/expression$/), instance: '/do/0/one' });
  });
});

describe('the words of strangers in an error', () => {
  const error = { type: 'https://a.example/e', status: 500, title: 'a\0b', detail: '\ud800', instance: '/do/0' };

  test('are marked where they are no text', () => {
    const fault = new WorkflowFault(error);
    expect(fault.error).toEqual({ ...error, title: 'a\ufffdb', detail: '\ufffd' });
    expect(unstorable(fault.error as Json)).toBeUndefined();
    expect(fault.message).toBe('\ufffd');
  });
});

describe('a value from outside', () => {
  test.each([
    ['NUL in a text', { a: ['x\0y'] }],
    ['half of a surrogate pair', [1, { b: '\ud800' }]],
    ['NUL in a key', { a: { '\0': 1 } }],
    ['half of a surrogate pair in a key', [{ '\udc00': null }]],
    ['a nesting without end', nested(100_000)],
  ])('is refused for %s', (_what, value) => {
    expect(unstorable(value)).toMatch(/U\+0000|deeper/);
  });

  test.each([null, true, 1, 'text 😀', { a: [{ b: '' }] }, '\\u0000', nested(2_000)])(
    'is taken as it is otherwise (%#)',
    (value) => {
      expect(unstorable(value)).toBeUndefined();
    },
  );
});

test('an answer of a model that cannot be kept is asked for again', () => {
  const yaml =
    '  - ask: {call: agent, with: {model: m, instructions: help, input: go, format: {schema: {type: object}}}}';
  const agent = new Run(planOf(tasks(yaml)));
  const usage = { inputTokens: 1, outputTokens: 1, cost: 0 };
  const say = (content: string) =>
    agent.answer('turn', { content, calls: [], finishReason: 'stop', model: 'm', usage });
  say('{"a": "\\u0000"}');
  expect(JSON.stringify(agent.underWay('turn').arguments)).toContain('cannot be kept');
  say('{"a": 1}');
  expect(agent.state.ended).toEqual({ status: 'completed', output: { a: 1 } });
});

test.each([
  { data: 'a\u0000b', isStorable: false },
  { data: { ['\ud83d']: 1 }, isStorable: false },
  { data: '\\u0000 \\ud83d', isStorable: true },
  { data: '\ud83d\ude00', isStorable: true },
])('an event that is written out with $data is storable: $isStorable', ({ data, isStorable }) => {
  expect(unstorableEvent(JSON.stringify({ id: '1', data })) === undefined).toBe(isStorable);
});
