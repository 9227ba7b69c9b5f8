// biome-ignore-all lint/suspicious/noTemplateCurlyInString: expressions of the DSL stand in dollar and braces
import { expect, test } from 'vitest';
import { type Bounds, overrunOf, USUAL_BOUNDS } from '../../src/engine/overrun.ts';
import { advance, isCut } from '../../src/interpreter/advance.ts';
import { newState } from '../../src/interpreter/state.ts';
import { aboutOf } from '../conformance/run-document.ts';
import { planOf, tasks } from '../simulation.ts';
import { endIn, engineAlone } from './engine-alone.ts';

const endless = '\n  - again: {set: {n: "${ (.n // 0) + 1 }"}, then: again}';
const counted = (more: string) => `
  - count: {set: {n: "\${ (.n // 0) + 1 }"}}
  - rest: ${more}
  - enough: {switch: [{no: {when: .n < 30, then: count}}, {yes: {then: end}}]}`;

/** Runs one execution to its end, within bounds. */
const ended = (yaml: string, bounds: Partial<Bounds>) =>
  endIn(engineAlone({ bounds: { ...USUAL_BOUNDS, ...bounds } }), planOf(tasks(yaml)));

test('a task that always goes back to itself faults, which points to it, and no other execution waits for it', async () => {
  expect(await ended(endless, { loops: 2_000 })).toMatchObject({
    status: 'faulted',
    error: {
      type: expect.stringMatching(/runtime$/),
      detail: expect.stringContaining('2000 times without a wait'),
      instance: '/do/0/again',
    },
  });
});

test('a loop that would come to its end within one turn is bounded as well', async () => {
  expect(await ended(counted('{set: {n: "${ .n }"}}'), { loops: 10 })).toMatchObject({
    status: 'faulted',
    error: { detail: expect.stringContaining('10 times without a wait') },
  });
});

test('a loop that waits in between may go on as long as it likes', async () => {
  expect(await ended(counted('{wait: {milliseconds: 1}}'), { loops: 10 })).toMatchObject({ status: 'completed' });
});

test('a history that is too long for whoever takes over ends its execution', async () => {
  expect(await ended(counted('{wait: {milliseconds: 1}}'), { entries: 40 })).toMatchObject({
    status: 'faulted',
    error: {
      detail: expect.stringContaining('its history has 40 entries'),
      instance: expect.stringMatching(/^\/do\/[012]\//),
    },
  });
});

test('what is tried again after such a fault may loop anew, and a history tells the same whatever the bounds are by then', () => {
  const state = newState(aboutOf().id, planOf(tasks(endless)));
  advance(state, { kind: 'started', input: {} }, 0);
  while (state.loops <= 1_000) advance(state, { kind: 'went-on' }, 0);
  const error = overrunOf(state, { ...USUAL_BOUNDS, loops: 1_000 }) ?? expect.fail('it is within bounds');
  advance(state, { kind: 'faulted', error }, 0);
  expect([state.ended?.status, isCut(state), overrunOf(state, USUAL_BOUNDS)]).toEqual(['faulted', false, undefined]);
  advance(state, { kind: 'retried', by: 'somebody' }, 0);
  expect([state.ended, isCut(state)]).toEqual([undefined, true]);
  expect(state.loops).toBeLessThan(1_000);
});
