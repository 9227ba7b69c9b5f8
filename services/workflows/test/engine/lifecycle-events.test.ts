import { expect, test } from 'vitest';
import type { Lifecycle } from '../../src/definition/lifecycle.ts';
import { lifecycleEvents } from '../../src/engine/lifecycle-events.ts';
import { load } from '../../src/engine/loaded.ts';
import { toldOf as toldOfTurn } from '../../src/engine/told-of.ts';
import { advance } from '../../src/interpreter/advance.ts';
import type { Entry } from '../../src/interpreter/entry.ts';
import type { Happening } from '../../src/interpreter/happening.ts';
import { newState } from '../../src/interpreter/state.ts';
import { Texts } from '../../src/payload/texts.ts';
import { aboutOf } from '../conformance/run-document.ts';
import { BEGAN, planOf, simulate, tasks } from '../simulation.ts';

const about = { ...aboutOf(), id: 'exe_01h455vb4pex5vsknk084sn02q', namespace: 'samples', name: 'order' };
const name = 'order-01h455vb4pex5vsknk084sn02q.samples';
const plan = planOf(tasks('  - one: {set: {a: 1}}\n  - rest: {wait: {seconds: 1}}'));
const { entries } = simulate(plan);
const toldOf = (rows: readonly Entry[], level: Lifecycle, of = plan) =>
  lifecycleEvents(about, { seq: 1, at: BEGAN, entries: rows }, level, of).map(({ type, data, id }) => ({
    type: type.replace('io.serverlessworkflow.', ''),
    id: id.replace(about.id, ''),
    ...(JSON.parse(data ?? '') as { readonly task?: string }),
  }));
const told = (level: Lifecycle) => toldOf(entries, level);
const at = new Date(BEGAN).toISOString();

test('workflows tell how they begin and end, with the data of the reference', () => {
  expect(told('workflows')).toEqual([
    {
      type: 'workflow.started.v1',
      id: '-1',
      name,
      definition: { namespace: 'samples', name: 'order', version: '1.0.0' },
      startedAt: at,
    },
    { type: 'workflow.completed.v1', id: '-5', name, completedAt: at, output: { a: 1 } },
  ]);
});

test('tasks tell it too where that is wanted, and nobody tells anything where nothing is', () => {
  expect(told('tasks').slice(1, -1)).toEqual([
    { type: 'task.created.v1', id: '-2', workflow: name, task: '/do/0/one', createdAt: at },
    { type: 'task.started.v1', id: '-2.1', workflow: name, task: '/do/0/one', startedAt: at },
    { type: 'task.completed.v1', id: '-2.2', workflow: name, task: '/do/0/one', completedAt: at, output: { a: 1 } },
    { type: 'task.created.v1', id: '-3', workflow: name, task: '/do/1/rest', createdAt: at },
    { type: 'task.started.v1', id: '-3.1', workflow: name, task: '/do/1/rest', startedAt: at },
    { type: 'task.completed.v1', id: '-4', workflow: name, task: '/do/1/rest', completedAt: at, output: { a: 1 } },
  ]);
  expect(told('none')).toEqual([]);
});

test('a fault is told with its error, unless that is too large', () => {
  const error = { type: 'https://a.example/no', status: 418 };
  const row = (data: object) => ({
    seq: 9,
    at: BEGAN,
    entries: [{ type: 'execution.faulted' as const, data: data as never }],
  });
  expect(lifecycleEvents(about, row({ error }), 'workflows', plan)).toMatchObject([
    { type: 'io.serverlessworkflow.workflow.faulted.v1', data: JSON.stringify({ name, faultedAt: at, error }) },
  ]);
  const [large] = lifecycleEvents(about, row({ error: 'x'.repeat(300_000) }), 'workflows', plan);
  expect(JSON.parse(large?.data ?? '')).toEqual({ name, faultedAt: at });
});

test('in place of an output that is too large it is told where that is', () => {
  const output = 'x'.repeat(300_000);
  const large: Entry[] = [
    { type: 'task.completed', task: '/do/0/one', data: { output } },
    { type: 'execution.completed', data: { output } },
  ];
  const outputUri = (after: number) => `/v1/executions/${about.id}/journal?after=${after}&limit=1`;
  expect(toldOf(large, 'tasks').filter(({ type }) => type.includes('completed'))).toEqual([
    {
      type: 'task.completed.v1',
      id: '-1.2',
      workflow: name,
      task: '/do/0/one',
      completedAt: at,
      outputUri: outputUri(0),
    },
    { type: 'workflow.completed.v1', id: '-2', name, completedAt: at, outputUri: outputUri(1) },
  ]);
});

test('an execution that is suspended or resumed tells so of the tasks that are not over', () => {
  const state = newState(about.id, plan);
  advance(state, { kind: 'started', input: {} }, BEGAN);
  const happened: Happening[] = [
    { kind: 'suspended', by: 'key_1' },
    { kind: 'resumed', by: 'key_1' },
    { kind: 'woken' },
  ];
  // All of it is written at once, when nothing is left of the task.
  const taken = happened.map((happening, second) => {
    const seq = state.seq + 1;
    return { happening, turn: advance(state, happening, BEGAN + 1_000 * second), seq };
  });
  const told = (level: Lifecycle) =>
    toldOfTurn(load(about, state, 'completed'), taken, level, new Texts()).map(({ type, data }) => [
      type.replace('io.serverlessworkflow.', ''),
      JSON.parse(data ?? '').task,
    ]);
  expect(told('tasks')).toEqual([
    ['workflow.suspended.v1', undefined],
    ['task.suspended.v1', '/do/1/rest'],
    ['workflow.resumed.v1', undefined],
    ['task.resumed.v1', '/do/1/rest'],
    ['task.completed.v1', '/do/1/rest'],
    ['workflow.completed.v1', undefined],
  ]);
  expect(told('workflows')).toHaveLength(3);
});

test('an execution that is suspended tells so of each task that is not over, once and the innermost first', () => {
  const extended = planOf(`${tasks('  - both: {fork: {branches: [{one: {wait: PT1H}}, {two: {wait: PT1H}}]}}')}
use: {extensions: [{look: {extend: all, before: [{see: {set: {a: 1}}}]}}]}`);
  const state = newState(about.id, extended);
  advance(state, { kind: 'started', input: {} }, BEGAN);
  const happening = { kind: 'suspended', by: 'key_1' } as const;
  const taken = { happening, turn: advance(state, happening, BEGAN), seq: state.seq };
  const told = toldOfTurn(load(about, state, 'suspended'), [taken], 'tasks', new Texts());
  expect(told.map(({ data }) => JSON.parse(data ?? '').task)).toEqual([
    undefined,
    '/do/0/both/fork/branches/1/two',
    '/do/0/both/fork/branches/0/one',
    '/do/0/both',
  ]);
});

test('an execution that is cancelled tells so of the tasks that are not over, the innermost first', () => {
  const open = planOf(
    tasks('  - both: {fork: {branches: [{one: {wait: PT1H}}, {two: {do: [{rest: {wait: PT1H}}]}}]}}'),
  );
  const state = newState(about.id, open);
  advance(state, { kind: 'started', input: {} }, BEGAN);
  const { entries: ending } = advance(state, { kind: 'cancelled' }, BEGAN);
  const told = toldOf(ending, 'tasks', open);
  expect(told.map(({ type, task }) => [type, task])).toEqual([
    ['task.cancelled.v1', '/do/0/both/fork/branches/1/two/do/0/rest'],
    ['task.cancelled.v1', '/do/0/both/fork/branches/1/two'],
    ['task.cancelled.v1', '/do/0/both/fork/branches/0/one'],
    ['task.cancelled.v1', '/do/0/both'],
    ['workflow.cancelled.v1', undefined],
  ]);
});

/** What the first turn of a workflow tells of its tasks, and how it ends. */
function toldByTasks(yaml: string) {
  const of = planOf(tasks(yaml));
  const { at: when, ...turn } = advance(newState(about.id, of), { kind: 'started', input: {} }, BEGAN);
  const all = lifecycleEvents(about, { seq: 1, at: when, ...turn }, 'tasks', of);
  expect(new Set(all.map(({ id }) => id)).size).toBe(all.length);
  return all.slice(1).map(({ type, data }) => {
    const { task = '' } = JSON.parse(data ?? '') as { readonly task?: string };
    return `${type.split('.').slice(2, 4).join(' ')} ${task}`.trim();
  });
}

test('a task that ends the workflow from within tells of the tasks around it and beside it that they are cancelled', () => {
  expect(
    toldByTasks('  - both: {fork: {branches: [{rest: {wait: PT1H}}, {go: {do: [{last: {set: {a: 1}, then: end}}]}}]}}'),
  ).toEqual([
    ...['task created /do/0/both', 'task started /do/0/both'],
    ...['task created /do/0/both/fork/branches/0/rest', 'task started /do/0/both/fork/branches/0/rest'],
    ...['task created /do/0/both/fork/branches/1/go', 'task started /do/0/both/fork/branches/1/go'],
    'task created /do/0/both/fork/branches/1/go/do/0/last',
    'task started /do/0/both/fork/branches/1/go/do/0/last',
    'task completed /do/0/both/fork/branches/1/go/do/0/last',
    'task cancelled /do/0/both/fork/branches/1/go',
    'task cancelled /do/0/both/fork/branches/0/rest',
    'task cancelled /do/0/both',
    'workflow completed',
  ]);
});

test('a workflow that takes too long tells of the tasks that are not over that they are cancelled', () => {
  const hurried = planOf(`${tasks('  - outer: {do: [{rest: {wait: PT1H}}]}')}\ntimeout: {after: PT1S}`);
  const state = newState(about.id, hurried);
  advance(state, { kind: 'started', input: {} }, BEGAN);
  const { entries: ending, left } = advance(state, { kind: 'woken' }, BEGAN + 1_000);
  const row = { seq: 4, at: BEGAN, entries: ending, left };
  const told = lifecycleEvents(about, row, 'tasks', hurried);
  expect(told.map(({ type, data }) => [type, JSON.parse(data ?? '').task])).toEqual([
    ['io.serverlessworkflow.task.cancelled.v1', '/do/0/outer/do/0/rest'],
    ['io.serverlessworkflow.task.cancelled.v1', '/do/0/outer'],
    ['io.serverlessworkflow.workflow.faulted.v1', undefined],
  ]);
});

test('a task that fails as it begins tells that it began, and the workflow is no task that faults', () => {
  expect(toldByTasks('  - outer: {do: [{each: {for: {in: "5"}, do: [{one: {set: {a: 1}}}]}}]}')).toEqual([
    ...['task created /do/0/outer', 'task started /do/0/outer'],
    ...['task created /do/0/outer/do/0/each', 'task started /do/0/outer/do/0/each'],
    'task faulted /do/0/outer/do/0/each',
    'task faulted /do/0/outer',
    'workflow faulted',
  ]);
});

test('a task that listens begins and ends a correlation of its workflow', () => {
  const listening = planOf(tasks('  - hear: {listen: {to: {one: {with: {type: a}}}}}'));
  const event = { specversion: '1.0', id: '1', source: 'https://a.example', type: 'a', data: 1 };
  const heard = simulate(listening, { events: [event] });
  expect(toldOf(heard.entries, 'workflows', listening).map(({ type }) => type)).toEqual([
    'workflow.started.v1',
    'workflow.correlation-started.v1',
    'workflow.correlation-completed.v1',
    'workflow.completed.v1',
  ]);
});

test('a correlation that is completed tells the keys that it found', () => {
  const correlated = planOf(
    tasks(`  - hear: {listen: {to: {all: [
      {with: {type: a}, correlate: {order: {from: .data.order}, shop: {from: .data.shop, expect: north}}},
      {with: {type: b}, correlate: {order: {from: .data.order}}}]}}}`),
  );
  const event = (id: string, type: string, data: object) => ({
    ...{ specversion: '1.0', id, source: 'https://a.example', type },
    data: data as never,
  });
  const events = [
    event('1', 'a', { order: 1, shop: 'south' }),
    event('2', 'a', { order: 2, shop: 'north' }),
    event('3', 'b', { order: 1 }),
    event('4', 'b', { order: '2' }),
  ];
  const heard = toldOf(simulate(correlated, { events }).entries, 'tasks', correlated);
  expect(heard.find(({ type }) => type === 'workflow.correlation-completed.v1')).toEqual({
    type: 'workflow.correlation-completed.v1',
    id: expect.any(String),
    name,
    completedAt: at,
    correlationKeys: { order: 2, shop: 'north' },
  });
  expect(heard.find(({ type }) => type === 'task.completed.v1')).not.toHaveProperty('correlationKeys');
});

test('a document says of what is told in its own case', () => {
  const of = (level: string) =>
    planOf(
      tasks('  - one: {set: {a: 1}}').replace(
        'version: 1.0.0}',
        `version: 1.0.0, metadata: {lifecycleEvents: ${level}}}`,
      ),
    );
  expect([of('tasks').lifecycle, of('none').lifecycle]).toEqual(['tasks', 'none']);
  expect(planOf(tasks('  - one: {set: {a: 1}}')).lifecycle).toBeUndefined();
});
