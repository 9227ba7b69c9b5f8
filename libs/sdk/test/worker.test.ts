import { setTimeout as sleep } from 'node:timers/promises';
import { newId } from '@mesh/contracts/id';
import { expect, test } from 'vitest';
import { connect } from '../src/connect.ts';
import type { Task } from '../src/worker/task.ts';
import { TaskFailure } from '../src/worker/task-failure.ts';
import { worker } from '../src/worker.ts';
import { type Answering, cut, json, openServer, problem } from './server.ts';

const executionId = newId('exe');
const made = (input: unknown = {}, more: object = {}) => ({
  id: newId('tsk'),
  queue: 'resize',
  attempt: 1,
  key: 'k',
  input,
  executionId,
  task: '/do/0/resize',
  heartbeatMs: 60_000,
  leaseUntil: '2026-01-01T00:00:00.000Z',
  ...more,
});
type Told = { verb: string; body: Record<string, unknown> };

/** A queue with these tasks, then none; `says` may replace the answers to reports. */
async function openQueue(given: readonly object[][], says: (told: Told) => Answering | undefined = () => undefined) {
  const told: Told[] = [];
  const takings = [...given];
  const waiting: (() => void)[] = [];
  const server = await openServer((heard, answer) => {
    const verb = heard.url.split(/[/:]/).at(-1) ?? '';
    const body = JSON.parse(heard.body.toString());
    const whole: Told = { verb, body };
    if (verb !== 'take') told.push(whole);
    const other = says(whole);
    if (other) return other(heard, answer);
    if (verb === 'progress') return json(200, { leaseUntil: '2026-01-01T00:00:00.000Z' })(heard, answer);
    if (verb !== 'take') return json(200, {})(heard, answer);
    const tasks = takings.shift();
    if (tasks) return json(200, { tasks })(heard, answer);
    waiting.push(() => json(200, { tasks: [] })(heard, answer)); // a long poll
  });
  return {
    mesh: connect(server.connection),
    told,
    heard: server.heard,
    taken: () => server.heard.filter(({ url }) => url.endsWith(':take')).map(({ body }) => JSON.parse(body.toString())),
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}

const count = (told: readonly Told[], verb: string) => told.filter((one) => one.verb === verb).length;

test('what a worker returns is the output of its task', async () => {
  await using queue = await openQueue([[made({ url: 'a.png' })]]);
  const stop = new AbortController();
  const working = worker(queue.mesh, 'resize', ({ input }) => ({ done: input }), { signal: stop.signal, name: 'w1' });
  await expect.poll(() => count(queue.told, 'complete')).toBe(1);
  stop.abort();
  await working;
  expect(queue.told).toEqual([{ verb: 'complete', body: { attempt: 1, output: { done: { url: 'a.png' } } } }]);
  expect(queue.heard[0]?.url).toBe('/v1/queues/resize/tasks:take');
  expect(queue.taken()[0]).toEqual({ max: 1, waitMs: 20_000, worker: 'w1' });
});

test('what it throws fails the task: in words alone, or as it says', async () => {
  const thrown = [
    new Error('no image'),
    new TaskFailure('no disk', { status: 503, type: 'https://a.example/disk', retry: true }),
    { toString: () => 'a string' },
  ];
  await using queue = await openQueue([thrown.map((_, place) => made(place))]);
  const stop = new AbortController();
  const work = ({ input }: { input: unknown }) => Promise.reject(thrown[Number(input)]);
  const working = worker(queue.mesh, 'resize', work, { signal: stop.signal, concurrency: 3 });
  await expect.poll(() => count(queue.told, 'fail')).toBe(3);
  stop.abort();
  await working;
  expect(queue.told.map(({ body }) => body)).toEqual(
    expect.arrayContaining([
      { attempt: 1, error: { status: 500, detail: 'no image' }, retry: false },
      { attempt: 1, error: { status: 503, detail: 'no disk', type: 'https://a.example/disk' }, retry: true },
      { attempt: 1, error: { status: 500, detail: 'a string' }, retry: false },
    ]),
  );
});

test('no more tasks are under way than it has hands, and it asks for as many as it has free', async () => {
  await using queue = await openQueue([[made(1), made(2)], [made(3)], [made(4)]]);
  let busy = 0;
  let most = 0;
  const stop = new AbortController();
  const work = async () => {
    most = Math.max(most, ++busy);
    await sleep(20);
    busy -= 1;
  };
  const working = worker(queue.mesh, 'resize', work, { signal: stop.signal, concurrency: 2 });
  await expect.poll(() => count(queue.told, 'complete')).toBe(4);
  stop.abort();
  await working;
  expect(most).toBe(2);
  expect(queue.taken().every(({ max }) => max >= 1 && max <= 2)).toBe(true);
});

test('when it is to stop it takes nothing more, and does what is under way to its end', async () => {
  await using queue = await openQueue([[made()], [made()]]);
  const stop = new AbortController();
  const begun = Promise.withResolvers<void>();
  const go = Promise.withResolvers<string>();
  const work = () => {
    begun.resolve();
    return go.promise;
  };
  const working = worker(queue.mesh, 'resize', work, { signal: stop.signal });
  await begun.promise;
  stop.abort();
  go.resolve('whole');
  await working;
  expect(queue.told).toEqual([{ verb: 'complete', body: { attempt: 1, output: 'whole' } }]);
  expect(queue.taken()).toHaveLength(1);
});

test('a task is kept by heartbeats, and tells how far it is', async () => {
  await using queue = await openQueue([[made({}, { heartbeatMs: 60, progress: { percent: 10 } })]]);
  const stop = new AbortController();
  const working = worker(
    queue.mesh,
    'resize',
    async ({ progress, tell }) => {
      await tell({ percent: 50 });
      while (count(queue.told, 'progress') < 4) await sleep(5);
      return progress;
    },
    { signal: stop.signal },
  );
  await expect.poll(() => count(queue.told, 'complete')).toBe(1);
  stop.abort();
  await working;
  const bodies = queue.told.map(({ body }) => body);
  expect(bodies).toContainEqual({ attempt: 1, progress: { percent: 50 } });
  expect(bodies, 'a heartbeat').toContainEqual({ attempt: 1 });
  const complete = queue.told.find(({ verb }) => verb === 'complete');
  expect(complete?.body).toEqual({ attempt: 1, output: { percent: 10 } });
});

test('what cannot be told of a task does not take it away', async () => {
  const tooMuch = problem(413, 'payload-too-large');
  await using queue = await openQueue([[made()]], ({ verb, body }) =>
    verb === 'progress' && 'progress' in body ? tooMuch : undefined,
  );
  const stop = new AbortController();
  const work = async ({ tell, signal }: Task) => {
    const refused: unknown = await tell('x'.repeat(20_000)).catch((error: unknown) => error);
    return { refused: (refused as { status: number }).status, isLost: signal.aborted };
  };
  const working = worker(queue.mesh, 'resize', work, { signal: stop.signal });
  await expect.poll(() => count(queue.told, 'complete')).toBe(1);
  stop.abort();
  await working;
  expect(queue.told.at(-1)?.body).toEqual({ attempt: 1, output: { refused: 413, isLost: false } });
});

test('who has lost a task is told so, and tells nothing of it', async () => {
  const lost = problem(409, 'conflict');
  await using queue = await openQueue([[made({}, { heartbeatMs: 60 })], [made('next')]], ({ verb, body }) =>
    verb === 'progress' && body['attempt'] === 1 ? lost : undefined,
  );
  const stop = new AbortController();
  const aborted: unknown[] = [];
  const work = async ({ input, signal }: { input: unknown; signal: AbortSignal }) => {
    if (input === 'next') return 'done';
    await new Promise((resolve) => signal.addEventListener('abort', resolve));
    aborted.push(signal.reason);
    return 'too late';
  };
  const working = worker(queue.mesh, 'resize', work, { signal: stop.signal });
  await expect.poll(() => count(queue.told, 'complete')).toBe(1);
  stop.abort();
  await working;
  expect(aborted).toEqual([expect.objectContaining({ status: 409 })]);
  expect(queue.told.filter(({ verb }) => verb !== 'progress')).toEqual([
    { verb: 'complete', body: { attempt: 1, output: 'done' } },
  ]);
});

test('whoever waits for a mesh that is away is warned once', async () => {
  const gone = await openServer(cut);
  await gone[Symbol.asyncDispose]();
  const stop = new AbortController();
  const warned: Error[] = [];
  const note = (warning: Error) => void warned.push(warning);
  process.on('warning', note);
  const working = worker(connect(gone.connection), 'resize', () => 1, { signal: stop.signal });
  await expect.poll(() => warned, { timeout: 10_000 }).toHaveLength(1);
  stop.abort();
  await working;
  process.off('warning', note);
  expect(warned[0]?.message).toMatch(/^no tasks come from the queue resize: .*ECONNREFUSED/);
});

test('a mesh that is away is waited for, before a task and after it', async () => {
  const away: Answering[] = [cut, problem(503, 'unavailable')];
  const awayAgain: Answering[] = [problem(503, 'unavailable'), cut];
  await using queue = await openQueue([[made()]], ({ verb }) => (verb === 'take' ? away : awayAgain).shift());
  const stop = new AbortController();
  const heard: unknown[] = [];
  const onAway = (error: unknown) => void heard.push(error);
  const working = worker(queue.mesh, 'resize', () => 1, { signal: stop.signal, onAway });
  await expect.poll(() => count(queue.told, 'complete'), { timeout: 10_000 }).toBe(3);
  stop.abort();
  await working;
  expect(heard.length).toBeGreaterThan(0);
});

test('an output that the mesh refuses, or that is no JSON, fails the task', async () => {
  await using queue = await openQueue([[made(1), made(2)]], ({ verb }) =>
    verb === 'complete' ? problem(413, 'payload-too-large') : undefined,
  );
  const stop = new AbortController();
  const work = ({ input }: { input: unknown }) => (input === 1 ? 'large' : 1n);
  const working = worker(queue.mesh, 'resize', work, { signal: stop.signal, concurrency: 2 });
  await expect.poll(() => count(queue.told, 'fail')).toBe(2);
  stop.abort();
  await working;
  const details = queue.told.filter(({ verb }) => verb === 'fail').map(({ body }) => body['error']);
  expect(details).toContainEqual({ status: 500, detail: 'it is payload-too-large' });
});

test('a key that may not work is a refusal', async () => {
  await using queue = await openQueue([], () => problem(403, 'forbidden'));
  await expect(worker(queue.mesh, 'resize', () => 1)).rejects.toThrow('it is forbidden');
});
