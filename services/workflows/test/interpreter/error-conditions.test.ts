import { expect, test } from 'vitest';
import { advance } from '../../src/interpreter/advance.ts';
import { byNewestRules } from '../../src/interpreter/rules.ts';
import { newState } from '../../src/interpreter/state.ts';
import { planOf } from '../simulation.ts';

const plan = (condition: string) =>
  planOf(`document: {dsl: 1.0.3, namespace: test, name: test, version: 1.0.0}
do:
  - carefully:
      try: [{one: {raise: {error: {type: urn:example:broken, status: 503}}}}]
      catch: {when: '${condition}'}`);

function ended(condition: string, rules: number | undefined) {
  const state = newState('exe_01h455vb4pex5vsknk084sn02q', plan(condition));
  advance(state, { kind: 'started', input: { status: 'open' }, rules }, 0);
  return state.ended?.status;
}

test('as journals of before have it, conditions on an error look at the input of the task', () => {
  expect(ended('.status == "open"', 10)).toBe('completed');
  expect(ended('.status == 503', 10)).toBe('faulted');
});

test('as journals of before have it, no error is caught by its name alone', () => {
  const named = planOf(`document: {dsl: 1.0.3, namespace: test, name: test, version: 1.0.0}
do:
  - carefully:
      try: [{one: {raise: {error: {type: https://serverlessworkflow.io/spec/1.0.0/errors/runtime, status: 500}}}}]
      catch: {errors: {with: {type: runtime}}}`);
  const status = (rules: number) => {
    const state = newState('exe_01h455vb4pex5vsknk084sn02q', named);
    advance(state, { kind: 'started', input: {}, rules }, 0);
    return state.ended?.status;
  };
  expect([status(11), status(12)]).toEqual(['faulted', 'completed']);
});

test('a catch without conditions meets no rule of them', () => {
  const state = newState('exe_01h455vb4pex5vsknk084sn02q', plan('.status == 503'));
  const { rules } = advance(state, byNewestRules({ kind: 'started', input: {} }), 0);
  expect(rules).toBe(11);
  const bare = planOf(`document: {dsl: 1.0.3, namespace: test, name: test, version: 1.0.0}
do: [{carefully: {try: [{one: {raise: {error: {type: urn:example:broken, status: 503}}}}], catch: {}}}]`);
  const turn = advance(
    newState('exe_01h455vb4pex5vsknk084sn02q', bare),
    byNewestRules({ kind: 'started', input: {} }),
    0,
  );
  expect(turn.rules).toBeLessThan(11);
});
