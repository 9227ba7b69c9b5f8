import { expect, test } from 'vitest';
import { errorIn, order, outputOf, planOf, simulate, tasks } from '../simulation.ts';
import { Run } from './run.ts';

const slow = (handler: string) =>
  planOf(
    tasks(`
  - carefully:
      try: [{slow: {wait: {seconds: 10}}}]
      catch: ${handler}`),
  );

test('an attempt that takes longer than its limit is tried again, and its error is a timeout', () => {
  const done = simulate(
    slow(
      '{retry: {delay: {seconds: 1}, limit: {attempt: {count: 2, duration: {seconds: 2}}}}, do: [{gone: {set: "${ $error }"}}]}',
    ),
  );
  expect(outputOf(done)).toMatchObject({
    type: expect.stringMatching(/timeout$/),
    status: 408,
    instance: '/do/0/carefully',
  });
  expect(done.took).toBe(2_000 + 1_000 + 2_000 + 1_000 + 2_000);
  expect(order(done, 'task.cancelled')).toEqual(['slow', 'slow', 'slow']);
});

test('an attempt in time knows no limit afterwards, and neither does the handler', () => {
  const done = simulate(
    planOf(
      tasks(`
  - carefully:
      try: [{quick: {wait: {seconds: 1}}}, {stop: {raise: {error: {type: https://x.example/e, status: 500}}}}]
      catch: {retry: {limit: {attempt: {count: 0, duration: {seconds: 2}}}}, do: [{long: {wait: {hours: 1}}}]}`),
    ),
  );
  expect(order(done)).toEqual(['quick', 'long', 'carefully']);
  expect(done.took).toBe(1_000 + 3_600_000);
});

test('the timeout of an attempt that nobody catches fails the task', () => {
  const done = simulate(slow('{errors: {with: {status: 404}}, retry: {limit: {attempt: {duration: {seconds: 2}}}}}'));
  expect(errorIn(done)).toMatchObject({ status: 408 });
  expect(done.took).toBe(2_000);
});

const asking = planOf(
  tasks(`
  - carefully:
      try: [{ask: {call: http, with: {method: get, endpoint: https://a.example}}}]
      catch: {errors: {with: {status: 404}}, retry: {limit: {attempt: {duration: {seconds: 2}}}}}`),
);

test('the limit of an attempt does not run while the execution is suspended', () => {
  const run = new Run(asking);
  run.now += 1_000;
  run.take({ kind: 'suspended', by: 'key_1' });
  run.now += 60_000;
  run.take({ kind: 'resumed', by: 'key_1' });
  const resumed = run.now;
  run.crash();
  run.wake();
  expect(run.state.ended).toMatchObject({ status: 'faulted', error: { status: 408 } });
  expect(run.now - resumed).toBe(1_000);
});

test('an execution that is retried gives its attempts their whole time again', () => {
  const run = new Run(asking);
  run.now += 1_500;
  run.fail('ask');
  expect(run.state.ended).toMatchObject({ status: 'faulted' });
  run.now += 60_000;
  run.take({ kind: 'retried', by: 'key_1' });
  run.now += 1_500;
  run.take({ kind: 'woken' });
  run.answer('ask', 'at last');
  expect(run.state.ended).toEqual({ status: 'completed', output: 'at last' });
});
