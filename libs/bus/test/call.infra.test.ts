import { newId } from '@mesh/contracts/id';
import { MeshError } from '@mesh/contracts/mesh-error';
import { silent } from '@mesh/runtime/log';
import { freshNats } from '@mesh/testing/nats';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Bus } from '../src/bus.ts';
import { call } from '../src/call.ts';
import type { HandlerOf } from '../src/handler.ts';
import { serve } from '../src/serve.ts';
import { greet, open, somebody } from './fixture.ts';

const opened = new AsyncDisposableStack();
let url: string;
let gateway: Bus;
let vectors: Bus;

beforeAll(async () => {
  url = opened.use(await freshNats()).url;
  gateway = opened.use(await open('gateway', url));
  vectors = opened.use(await open('vectors', url));
});
afterAll(() => opened.disposeAsync());

/** Answers once the broker knows. */
async function serving(handler: HandlerOf<typeof greet>, bus = vectors): Promise<AsyncDisposable> {
  const disposable = serve(bus, greet, handler);
  await bus.ping();
  return disposable;
}

const ask = (name: string, options: Partial<Parameters<typeof call>[3]> = {}) =>
  call(gateway, greet, { body: { name } }, { principal: somebody, ...options });

test('a question reaches its handler with principal, deadline, request id and new id, and its answer comes back', async () => {
  await using _ = await serving(async ({ query, body }, context) => {
    expect(context).toMatchObject({ principal: somebody, workspaceId: somebody.workspaceId, caller: 'gateway' });
    expect(context).toMatchObject({ requestId: 'req-1', newId: 'col_1' });
    expect(context.signal.aborted).toBe(false);
    return { text: `${body.name} ${query.times}`, secret: 'left out' };
  });
  const options = { principal: somebody, requestId: 'req-1', newId: 'col_1' };
  expect(await call(gateway, greet, { query: { times: '3' }, body: { name: 'Ada' } }, options)).toEqual({
    text: 'Ada 3',
  });
});

test('when nobody answers the caller hears `unavailable` at once', async () => {
  const began = performance.now();
  await expect(ask('Ada', { deadlineMs: 20_000 })).rejects.toMatchObject({
    code: 'unavailable',
    retryAfterSeconds: 1,
  });
  expect(performance.now() - began).toBeLessThan(10_000);
});

test('a handler that is too slow costs its caller the deadline and no more, and is told to stop', async () => {
  const stopped = Promise.withResolvers<void>();
  await using _ = await serving(async (_request, { signal }) => {
    await new Promise((resolve) => signal.addEventListener('abort', resolve));
    stopped.resolve();
    throw signal.reason;
  });
  await expect(ask('Ada', { deadlineMs: 100 })).rejects.toMatchObject({ code: 'deadline-exceeded' });
  await stopped.promise;
});

test('what a handler throws arrives with its code, places and hints', async () => {
  await using _ = await serving(async () => {
    throw new MeshError('conflict', 'taken', { extra: { id: 'col_1' }, retryAfterSeconds: 7 });
  });
  await expect(ask('Ada')).rejects.toMatchObject({
    code: 'conflict',
    message: 'taken',
    extra: { id: 'col_1' },
    retryAfterSeconds: 7,
  });
});

test('an unknown failure is `internal` to the caller and silent about its cause', async () => {
  await using _ = await serving(async () => {
    throw new Error('the password is hunter2');
  });
  await expect(ask('Ada')).rejects.toMatchObject({ code: 'internal', message: 'internal error' });
});

test('a question that does not fit names every place', async () => {
  await using _ = await serving(async () => ({ text: '' }));
  const question = { body: { name: '', extra: 1 } as unknown as { name: string } };
  await expect(call(gateway, greet, question, { principal: somebody })).rejects.toMatchObject({
    code: 'invalid',
    errors: [{ pointer: '/body/name' }, { pointer: '/body/extra', message: 'unknown field' }],
  });
});

test('an answer that does not fit its description never leaves the service', async () => {
  await using _ = await serving(async () => ({ text: 1 as unknown as string }));
  await expect(ask('Ada')).rejects.toMatchObject({ code: 'internal' });
});

test('questions of one turn ride few messages and each gets its own answer', async () => {
  let messages = 0;
  const tap = gateway.nats.subscribe(greet.subject, { callback: () => void messages++ });
  await using _ = await serving(async ({ body }) => ({ text: `hello ${body.name}` }));
  const names = Array.from({ length: 200 }, (_, i) => `person ${i}`);
  const answers = await Promise.all(names.map((name) => ask(name)));
  expect(answers.map(({ text }) => text)).toEqual(names.map((name) => `hello ${name}`));
  tap.unsubscribe();
  expect(messages).toBe(4); // 64 questions a message
});

test('a slow question does not hold up the quick one that rides with it', async () => {
  const release = Promise.withResolvers<void>();
  await using _ = await serving(async ({ body }) => {
    if (body.name === 'slow') await release.promise;
    return { text: body.name };
  });
  const slow = ask('slow');
  expect(await ask('quick')).toEqual({ text: 'quick' });
  release.resolve();
  expect(await slow).toEqual({ text: 'slow' });
});

test('a workspace whose questions hold every place holds up no other', async () => {
  const { promise: released, resolve: release } = Promise.withResolvers<void>();
  const handler: HandlerOf<typeof greet> = async ({ body }, { workspaceId }) => {
    if (workspaceId === somebody.workspaceId) await released;
    return { text: body.name };
  };
  await using _ = serve(vectors, greet, handler, { atOnce: 8 });
  await vectors.ping();
  const noisy = Array.from({ length: 40 }, (_none, place) => ask(`${place}`));
  const principal = { ...somebody, workspaceId: newId('ws') };
  expect(await ask('Ada', { principal })).toEqual({ text: 'Ada' });
  release();
  expect(await Promise.all(noisy)).toHaveLength(40);
});

test('disposing answers what is under way and takes nothing new', async () => {
  const arrived = Promise.withResolvers<void>();
  const release = Promise.withResolvers<void>();
  const answering = await serving(async () => {
    arrived.resolve();
    await release.promise;
    return { text: 'still' };
  });
  const underWay = ask('Ada');
  await arrived.promise;
  const closing = answering[Symbol.asyncDispose]();
  release.resolve();
  expect(await underWay).toEqual({ text: 'still' });
  await closing;
  await expect(ask('Ada')).rejects.toMatchObject({ code: 'unavailable' });
});

test('a caller may stop waiting', async () => {
  await using _ = await serving(async (_request, { signal }) => {
    await new Promise((resolve) => signal.addEventListener('abort', resolve));
    return { text: '' };
  });
  const stop = new AbortController();
  const waiting = expect(ask('Ada', { signal: stop.signal, deadlineMs: 1_000 })).rejects.toThrow('enough');
  stop.abort(new Error('enough'));
  await waiting;
});

test('what is larger than a message travels by reference where there is a place for it', async () => {
  const kept = new Map<string, Uint8Array>();
  const claimCheck = {
    put: async (bytes: Uint8Array) => {
      kept.set(String(kept.size), bytes);
      return String(kept.size - 1);
    },
    take: async (reference: string) => kept.get(reference) ?? new Uint8Array(),
  };
  await using asking = await open('gateway', url, { claimCheck });
  await using answering = await open('vectors', url, { claimCheck });
  await using _ = await serving(async ({ body }) => ({ text: body.name }), answering);
  const name = 'x'.repeat(2 * 1_024 * 1_024);
  const { text } = await call(asking, greet, { body: { name } }, { principal: somebody });
  expect(text === name).toBe(true);
  expect(kept.size).toBe(2);
});

test('what is larger than a message is refused where there is no place for it', async () => {
  const name = 'x'.repeat(2 * 1_024 * 1_024);
  await expect(ask(name)).rejects.toMatchObject({ code: 'payload-too-large' });
  await using _ = await serving(async () => ({ text: name }));
  await expect(ask('Ada')).rejects.toMatchObject({ code: 'payload-too-large' });
});

test('a message that holds no questions is refused', async () => {
  await using _ = await serving(async () => ({ text: '' }));
  const reply = await gateway.nats.request(greet.subject, 'nonsense', { timeout: 5_000 });
  expect(reply.json()).toContainEqual([0, { error: { code: 'invalid', message: 'the message holds no questions' } }]);
});

test('the connection comes before its broker and outlives it', async () => {
  await using broker = await freshNats();
  await broker.stop();
  const early = open('gateway', broker.url, { log: silent });
  await broker.restart();
  await using bus = await early;
  await using answering = await open('vectors', broker.url);
  await using _ = await serving(async () => ({ text: 'back' }), answering);
  await bus.ping();

  await broker.kill();
  await expect.poll(() => bus.connected).toBe(false);
  await expect(bus.ping()).rejects.toThrow('the broker does not answer');
  await expect(call(bus, greet, { body: { name: 'a' } }, { principal: somebody })).rejects.toMatchObject({
    code: 'unavailable',
  });

  await broker.restart();
  await expect
    .poll(() => call(bus, greet, { body: { name: 'a' } }, { principal: somebody }).catch(() => undefined), {
      timeout: 20_000,
    })
    .toEqual({ text: 'back' });
});
