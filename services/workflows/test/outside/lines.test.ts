import { expect, test } from 'vitest';
import { Lines } from '../../src/outside/lines.ts';
import { resultOf } from '../../src/outside/result-of.ts';
import { taskId } from '../../src/outside/task-id.ts';

const never = new AbortController().signal;
const asleep = async (sleeping: Promise<unknown>) => {
  let isAwake = false;
  void sleeping.then(() => {
    isAwake = true;
  });
  await new Promise((resolve) => setImmediate(resolve));
  return !isAwake;
};

test('a ring wakes the first who sleeps in its line, and nobody in another', async () => {
  const lines = new Lines();
  using one = lines.join('a');
  using two = lines.join('a');
  using other = lines.join('b');
  const sleeping = [one.sleep(10_000, never), two.sleep(10_000, never), other.sleep(10_000, never)] as const;
  lines.ring('a');
  expect(await Promise.all(sleeping.map(asleep))).toEqual([false, true, true]);
  lines.ring('a');
  expect(await Promise.all(sleeping.map(asleep))).toEqual([false, false, true]);
  lines.ring('b');
  await Promise.all(sleeping);
});

test('a ring that meets nobody asleep is kept for the next sleep, and passed on by whoever leaves', async () => {
  const lines = new Lines();
  const one = lines.join('a');
  using two = lines.join('a');
  lines.ring('a');
  one[Symbol.dispose]();
  await two.sleep(10_000, never);
  expect(lines.names).toEqual(['a']);
});

test('sleep ends with its time or its signal, and a line that everybody left is gone', async () => {
  const lines = new Lines();
  const waiter = lines.join('a');
  await waiter.sleep(1, never);
  const stop = new AbortController();
  const sleeping = waiter.sleep(10_000, stop.signal);
  stop.abort();
  await sleeping;
  waiter[Symbol.dispose]();
  expect(lines.names).toEqual([]);
  lines.ring('a');
});

test('a line has one alarm, however many know of it: it wakes one, and the earliest counts', async () => {
  const lines = new Lines();
  const stop = new AbortController();
  using one = lines.join('a');
  using two = lines.join('a');
  const sleeping = [one.sleep(60_000, stop.signal), two.sleep(60_000, stop.signal)];
  for (const ms of [30_000, 0, 10, 30_000]) lines.ringIn('a', ms);
  lines.ringIn('nobody', 0);
  expect(await Promise.race(sleeping)).toBe(true);
  expect(await Promise.all(sleeping.map(asleep))).toEqual([false, true]);
  stop.abort();
  expect(await Promise.all(sleeping)).toEqual([true, false]);
});

test('an effect has one task, each frame of it its own', () => {
  const execution = 'exe_01h455vb4pex5vsknk084sn02q';
  const id = taskId(execution, { key: 'k', frame: 3 });
  expect(id).toMatch(/^tsk_01h455vb4p/);
  expect(taskId(execution, { key: 'k', frame: 3 })).toBe(id);
  expect(taskId(execution, { key: 'k', frame: 4 })).not.toBe(id);
});

test('a task that failed without many words fails with the runtime error of the DSL', () => {
  const failed = { outcome: 'failed' as const, output: null, error: { status: 503 }, attempts: 1 };
  expect(() => resultOf(failed)).toThrow(
    expect.objectContaining({
      error: {
        type: 'https://serverlessworkflow.io/spec/1.0.0/errors/runtime',
        title: 'Runtime Error',
        status: 503,
        detail: 'the worker failed',
      },
    }),
  );
});
