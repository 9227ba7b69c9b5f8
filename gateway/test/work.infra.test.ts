import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { serve } from '@mesh/bus/serve';
import { newId } from '@mesh/contracts/id';
import { MeshError } from '@mesh/contracts/mesh-error';
import { completeTask, takeTasks } from '@mesh/contracts/queues';
import type { Scope } from '@mesh/contracts/scope';
import { keyInbox, workSubject } from '@mesh/contracts/work-subjects';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { serveWork } from '../src/subscribers/serve-work.ts';
import { openRoom, type Room } from './room.ts';
import { testApp } from './test-app.ts';

/** A process that is told to stop has so long. */
const DRAIN_MS = 25_000;
/** So long a wait is asked for at once. */
const PORTION_MS = 5_000;
let room: Room;
let scopes: readonly Scope[] = ['tasks:work'];
const opened = new AsyncDisposableStack();
const heard: unknown[] = [];
let unstuck = Promise.withResolvers<void>();
const workspaces = new Map<string, string>();
const task = {
  id: newId('tsk'),
  queue: 'images.large',
  attempt: 1,
  key: 'k',
  input: { url: 'a.png' },
  executionId: newId('exe'),
  task: '/do/0/resize',
  heartbeatMs: 30_000,
  leaseUntil: '2026-01-01T00:00:00.000Z',
};

beforeAll(async () => {
  room = opened.use(await openRoom());
  const workflows = await room.busOf('workflows');
  const taking: Parameters<typeof serve<typeof takeTasks>>[2] = async (request, { principal }) => {
    heard.push({ ...request, as: principal.id });
    if (!request.params.queue.startsWith('empty')) return { tasks: [task] };
    await sleep(request.body.waitMs);
    return { tasks: [] };
  };
  opened.use(serve(workflows, takeTasks, taking));
  opened.use(
    serve(workflows, completeTask, async (request) => {
      heard.push(request);
      if (request.params.queue === 'stuck') await unstuck.promise;
      if (request.body.attempt !== 1)
        throw new MeshError('conflict', 'somebody else has it', { extra: { reason: 'lost' } });
      return {};
    }),
  );
  await workflows.nats.flush();
}, 60_000);
afterAll(() => opened.disposeAsync());

const serving = () =>
  serveWork({
    bus: room.bus,
    whoHolds: async (id) => {
      const workspaceId = workspaces.get(id) ?? room.principal.workspaceId;
      return { ...room.principal, id, workspaceId, scopes: [...scopes] };
    },
  });
type Body = object | string | Uint8Array;
/** As a worker asks, over a connection of its own and into the inbox of its key, or another. */
async function ask(subject: string, body?: Body, inbox = `${keyInbox(subject.split('.')[1] ?? '')}.${randomUUID()}`) {
  const { nats } = await room.busOf('vectors');
  const told = nats.subscribe(inbox, { max: 1, timeout: 30_000 });
  const isRaw = body === undefined || typeof body === 'string' || body instanceof Uint8Array;
  nats.publish(subject, isRaw ? body : JSON.stringify(body), { reply: inbox });
  for await (const { data, headers } of told) {
    const status = Number(headers?.get('Nats-Service-Error-Code') || 200);
    return { status, body: JSON.parse(Buffer.from(data).toString()) };
  }
  throw new Error('nobody has answered');
}

test('a key takes tasks from a queue and says what came of them, as over HTTP', async () => {
  await using _ = serving();
  const keyId = newId('key');
  const taken = await ask(workSubject({ keyId, verb: 'take', queue: 'images.large' }), { max: 2, worker: 'w1' });
  expect(taken).toEqual({ status: 200, body: { tasks: [task] } });
  const body = { max: 2, waitMs: 0, worker: 'w1' };
  expect(heard.at(-1)).toMatchObject({ params: { queue: 'images.large' }, body, as: keyId });

  const done = workSubject({ keyId, verb: 'complete', queue: 'images.large' });
  const output = { size: 3 };
  expect(await ask(done, { taskId: task.id, attempt: 1, output })).toEqual({ status: 200, body: {} });
  expect(heard.at(-1)).toMatchObject({
    params: { queue: 'images.large', taskId: task.id },
    body: { attempt: 1, output },
  });
});

test('a refusal is a problem document with its status, and the same as over HTTP', async () => {
  await using _ = serving();
  const keyId = newId('key');
  const take = workSubject({ keyId, verb: 'take', queue: 'q' });
  const done = workSubject({ keyId, verb: 'complete', queue: 'q' });
  expect(await ask(done, { taskId: task.id, attempt: 2 })).toMatchObject({
    status: 409,
    body: { type: '/problems/conflict', code: 'conflict', reason: 'lost', instance: done },
  });
  for (const [subject, body, status] of [
    [take, 'no JSON', 400],
    [take, '[]', 400],
    [take, '{"max": 1, "max": 2}', 400],
    [take, { max: 1_000 }, 400],
    [take, { unknown: 1 }, 400],
    [take, new Uint8Array([0xff]), 400],
    [done, { attempt: 1 }, 400],
    [done, { taskId: '../x', attempt: 1 }, 400],
    [`work.${keyId}.steal.q`, {}, 404],
    [`work.${keyId}`, {}, 404],
  ] as const)
    expect(await ask(subject, body), `${subject} ${JSON.stringify(body)}`).toMatchObject({ status });
  scopes = ['events:read'];
  expect(await ask(take, {})).toMatchObject({ status: 403, body: { code: 'forbidden' } });
  scopes = ['tasks:work'];
});

test('an answer goes into the inbox of the key that asks and nowhere else, whatever reply is named', async () => {
  await using _ = serving();
  const keyId = newId('key');
  const done = workSubject({ keyId, verb: 'complete', queue: 'q' });
  const { nats } = await room.busOf('vectors');
  const others = [
    `event.${newId('ws')}.gateway.workspace.deleted`,
    '$JS.API.CONSUMER.DELETE.EVENTS.gateway-heard',
    'call.workflows.takeTasks',
    `${keyInbox(newId('key'))}.x`,
    keyInbox(keyId),
    `${keyInbox(keyId)}x.y`,
  ];
  const told: string[] = [];
  for (const subject of others)
    nats.subscribe(subject, { callback: (_error, message) => void told.push(message.subject) });
  for (const reply of others) nats.publish(done, JSON.stringify({ taskId: task.id, attempt: 1 }), { reply });
  expect(await ask(done, { taskId: task.id, attempt: 1 })).toEqual({ status: 200, body: {} });
  expect(told).toEqual([]);
});

test('large results of one workspace are held in bounded number, and hold up no other', async () => {
  await using _ = serving();
  unstuck = Promise.withResolvers();
  using _end = { [Symbol.dispose]: () => unstuck.resolve() }; // what is stuck would hold up the end of serving
  const [noisy, quiet] = [newId('key'), newId('key')];
  workspaces.set(quiet, newId('ws'));
  const done = { taskId: task.id, attempt: 1, output: 'x'.repeat(70_000) };
  const { nats } = await room.busOf('vectors');
  const statuses: number[] = [];
  nats.subscribe(`${keyInbox(noisy)}.*`, {
    callback: (_error, { headers }) => void statuses.push(Number(headers?.get('Nats-Service-Error-Code') || 200)),
  });
  const subject = workSubject({ keyId: noisy, verb: 'complete', queue: 'stuck' });
  for (let sent = 0; sent < 140; sent++)
    nats.publish(subject, JSON.stringify(done), { reply: `${keyInbox(noisy)}.${sent}` });
  await expect.poll(() => statuses).toEqual(Array.from({ length: 12 }, () => 503));
  expect(await ask(workSubject({ keyId: quiet, verb: 'complete', queue: 'q' }), done)).toMatchObject({ status: 200 });
  unstuck.resolve();
  await expect.poll(() => statuses.filter((status) => status === 200).length).toBe(128);
});

test('who waits for a task when the gateway stops is answered, within seconds', async () => {
  const served = serving();
  const waiting = ask(workSubject({ keyId: newId('key'), verb: 'take', queue: 'empty' }), { waitMs: 30_000 });
  await expect.poll(() => JSON.stringify(heard.at(-1))).toContain('"empty"');
  const began = performance.now();
  await served[Symbol.asyncDispose]();
  expect(await waiting).toEqual({ status: 200, body: { tasks: [] } });
  expect(performance.now() - began).toBeLessThan(DRAIN_MS);
});

/** Over HTTP, in a gateway of its own. */
async function waitOverHttp(queue: string, signal: AbortSignal | null = null) {
  const app = testApp(room.parts);
  const url = new URL(`/v1/queues/${queue}/tasks:take`, await app.listen({ host: '127.0.0.1', port: 0 }));
  const body = JSON.stringify({ waitMs: 30_000 });
  const answer = fetch(url, { method: 'POST', body, headers: { 'content-type': 'application/json' }, signal });
  answer.catch(() => {});
  await expect.poll(() => JSON.stringify(heard)).toContain(`"${queue}"`);
  return { app, answer };
}

test('who waits over HTTP when the gateway stops is answered as well, within seconds', async () => {
  const { app, answer } = await waitOverHttp('empty-http');
  const began = performance.now();
  await app.close();
  expect(performance.now() - began).toBeLessThan(DRAIN_MS);
  const answered = await answer;
  expect([answered.status, await answered.json()]).toEqual([200, { tasks: [] }]);
});

test('nothing is taken any more for whoever has gone', async () => {
  const gone = new AbortController();
  const { app, answer } = await waitOverHttp('empty-gone', gone.signal);
  const asked = () => JSON.stringify(heard).split('"empty-gone"').length - 1;
  await expect.poll(asked).toBe(2);
  gone.abort();
  await expect(answer).rejects.toThrow();
  await sleep(2 * PORTION_MS);
  expect(asked()).toBe(2);
  await app.close();
});
