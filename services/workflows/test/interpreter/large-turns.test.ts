// biome-ignore-all lint/suspicious/noTemplateCurlyInString: expressions of the DSL stand in dollar and braces
import { expect, test } from 'vitest';
import { errorIn, outputOf, planOf, simulate, tasks } from '../simulation.ts';
import { Run } from './run.ts';

const MILLION = 1_000_000;
const text = (letters: number) => `'\${ "x" * ${letters} }'`;
const run = (yaml: string) => simulate(planOf(tasks(yaml)));

test('expressions of one task may not make more together than is kept of a value', () => {
  const big = `{set: {a: ${text(12 * MILLION)}, b: [${text(12 * MILLION)}], c: ${text(12 * MILLION)}}}`;
  expect(errorIn(run(`  - big: ${big}`))).toMatchObject({ status: 413, instance: '/do/0/big' });
  const caught = `
  - careful:
      try: [{big: ${big}}]
      catch: {errors: {with: {status: 413}}, do: [{small: {set: {said: sorry}}}]}`;
  expect(outputOf(run(caught))).toEqual({ said: 'sorry' });
});

test('an output beyond what is kept fails the task that makes it: bytes count, not letters', () => {
  const letters = (count: number) => `  - big: {set: {a: '\${ "€" * ${count} }'}}`;
  expect(errorIn(run(letters(12 * MILLION)))).toMatchObject({ status: 413, instance: '/do/0/big' });
  expect(outputOf(run(letters(11 * MILLION)))).toHaveProperty('a');
});

test('a turn that has much to tell is cut, and its journal makes the same state again', () => {
  const one = new Run(
    planOf(
      tasks(`
  - each:
      for: {each: n, in: '\${ [range(3)] }'}
      do: [{big: {set: {a: ${text(17 * MILLION)}}}}]`),
    ),
  );
  expect(one.state.ended).toMatchObject({ status: 'completed' });
  expect(one.past.map(({ happening: { kind } }) => kind)).toEqual(['started', 'went-on']);
  const { seq } = one.state;
  one.crash();
  expect(one.state).toMatchObject({ seq, ended: { status: 'completed' } });
}, 30_000);
