import type { Json } from '@mesh/jq/json';
import { expect, test } from 'vitest';
import { advance } from '../../src/interpreter/advance.ts';
import { newState } from '../../src/interpreter/state.ts';
import { errorIn, planOf, simulate, tasks } from '../simulation.ts';

const durations: readonly [string, Json][] = [
  ['a part that no duration has', { second: 3 }],
  ['no part', {}],
  ['a list', [3]],
  ['a part that is nothing', { seconds: null }],
  ['a part beside one that is none', { seconds: 1, second: 3 }],
];

test.each(durations)('an expression that makes %s is no duration', (_what, made) => {
  const waits = planOf(tasks("  - rest: {wait: '${ .made }'}"));
  expect(errorIn(simulate(waits, { input: { made } }))).toMatchObject({ status: 400, instance: '/do/0/rest' });
  const ends = planOf(tasks("  - rest: {set: {n: 1}, timeout: {after: '${ .made }'}}"));
  expect(errorIn(simulate(ends, { input: { made } }))).toMatchObject({ status: 400, instance: '/do/0/rest' });
});

test.each<[string, Json]>([
  ['parts', { minutes: 1, seconds: 0.5 }],
  ['parts as texts', { seconds: '60.5' }],
  ['a text', 'PT60.5S'],
])('an expression that makes %s is one', (_how, made) => {
  const done = simulate(planOf(tasks("  - rest: {wait: '${ .made }'}")), { input: { made } });
  expect(done.state.ended).toMatchObject({ status: 'completed' });
});

test('a journal that took what is no duration for no time goes on as it did', () => {
  const plan = planOf(tasks("  - rest: {wait: '${ .made }'}"));
  const state = newState('exe_01h455vb4pex5vsknk084sn02q', plan);
  const { entries } = advance(state, { kind: 'started', input: { made: { second: 3 } } }, 1_000);
  expect(entries.at(-1)).toMatchObject({ type: 'task.started', data: { until: '1970-01-01T00:00:01.000Z' } });
});
