import { expect, test } from 'vitest';
import { lifecycleEvents } from '../src/worker/lifecycle-events.ts';
import { aboutOf } from './conformance/run-document.ts';
import { BEGAN, planOf, simulate, tasks } from './simulation.ts';

const about = { ...aboutOf(), id: 'exe_01h455vb4pex5vsknk084sn02q', namespace: 'samples', name: 'order' };
const name = 'order-01h455vb4pex5vsknk084sn02q.samples';
const { entries } = simulate(planOf(tasks('  - one: {set: {a: 1}}\n  - rest: {wait: {seconds: 1}}')));
const told = (level: 'none' | 'workflows' | 'tasks') =>
  lifecycleEvents(about, { seq: 1, at: BEGAN, entries }, level).map(({ type, data, id }) => ({
    type: type.replace('io.serverlessworkflow.', ''),
    id: id.replace(about.id, ''),
    ...(JSON.parse(data) as object),
  }));
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
    { type: 'task.completed.v1', id: '-2', workflow: name, task: '/do/0/one', completedAt: at, output: { a: 1 } },
    { type: 'task.started.v1', id: '-3', workflow: name, task: '/do/1/rest', startedAt: at },
    { type: 'task.completed.v1', id: '-4', workflow: name, task: '/do/1/rest', completedAt: at, output: { a: 1 } },
  ]);
  expect(told('none')).toEqual([]);
});

test('a fault is told with its error, and an output that is too large without itself', () => {
  const error = { type: 'https://a.example/no', status: 418 };
  const row = (data: object) => ({
    seq: 9,
    at: BEGAN,
    entries: [{ type: 'execution.faulted' as const, data: data as never }],
  });
  expect(lifecycleEvents(about, row({ error }), 'workflows')).toMatchObject([
    { type: 'io.serverlessworkflow.workflow.faulted.v1', data: JSON.stringify({ name, faultedAt: at, error }) },
  ]);
  const [large] = lifecycleEvents(about, row({ error: 'x'.repeat(300_000) }), 'workflows');
  expect(JSON.parse(large?.data ?? '')).toEqual({ name, faultedAt: at });
});
