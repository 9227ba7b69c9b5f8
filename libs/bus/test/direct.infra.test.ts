import { setImmediate } from 'node:timers/promises';
import { defineOperation } from '@mesh/contracts/operation';
import { Health } from '@mesh/runtime/health';
import { openHealthServer } from '@mesh/runtime/health-server';
import { freePort } from '@mesh/testing/embedded/free-port';
import { freshNats } from '@mesh/testing/nats';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { z } from 'zod';
import type { Bus } from '../src/bus.ts';
import { type CallOptions, call } from '../src/call.ts';
import { DirectDoor } from '../src/direct/direct-door.ts';
import { serve } from '../src/serve.ts';
import { greet, open, somebody } from './fixture.ts';

/** Does something each time that it is asked. */
const count = defineOperation({
  service: 'vectors',
  name: 'countUp',
  summary: 'Count up.',
  scope: 'vectors:read',
  http: { method: 'POST', path: '/v1/count', status: 200 },
  output: z.object({ times: z.number() }),
});
const whisper = defineOperation({
  service: 'plugins',
  name: 'whisper',
  summary: 'Whisper.',
  scope: 'vectors:read',
  callers: ['gateway'],
  output: z.object({ text: z.string() }),
});

const opened = new AsyncDisposableStack();
let nats: Awaited<ReturnType<typeof freshNats>>;
let asking: Bus;
let answering: Bus;
let url: string;
let asked: string[] = [];
/** What handlers wait for when they are asked for somebody slow, one after the other. */
let holding: PromiseWithResolvers<void>[] = [];

beforeAll(async () => {
  nats = opened.use(await freshNats());
  const door = new DirectDoor();
  url = await listen(door);
  answering = opened.use(await open('vectors', nats.url, { door }));
  opened.use(
    serve(answering, greet, async ({ body: { name } }) => {
      asked.push(name);
      if (name === 'slow') await holding[asked.length - 1]?.promise;
      return { text: `${name} ${asked.length}` };
    }),
  );
  opened.use(
    serve(answering, count, async () => {
      asked.push('count');
      await holding[0]?.promise;
      return { times: asked.length };
    }),
  );
  const closed = `http://127.0.0.1:${await freePort()}`;
  const lonely = new DirectDoor();
  const addresses = { vectors: [closed, url], plugins: [await listen(lonely)] };
  asking = opened.use(await open('gateway', nats.url, { addresses }));
  const unheard = await open('plugins', nats.url, { door: lonely });
  opened.use(serve(unheard, whisper, async () => ({ text: 'hush' })));
  await unheard.nats.close();
  await Promise.all([answering.ping(), asking.ping()]);
});
afterAll(() => opened.disposeAsync());
beforeEach(() => {
  asked = [];
  holding = [];
});

async function listen({ routes }: DirectDoor): Promise<string> {
  const about = { service: 'vectors', version: '1.2.3', commit: 'c0ffee' };
  const listening = { host: '127.0.0.1', port: 0, health: new Health(), about, routes };
  return opened.use(await openHealthServer(listening)).url;
}

const ask = (name: string, options: Partial<CallOptions> = {}) =>
  call(asking, greet, { body: { name } }, { principal: somebody, ...options });

async function withoutBroker(work: () => Promise<void>): Promise<void> {
  await nats.kill();
  await expect.poll(() => asking.connected || answering.connected).toBe(false);
  try {
    await work();
  } finally {
    await nats.restart();
    await expect.poll(() => asking.connected && answering.connected).toBe(true);
  }
}

test('while the broker is away questions go to the service itself, and by the broker again when it is back', async () => {
  await withoutBroker(async () => {
    const answers = await Promise.all(['Ada', 'Bob'].map((name) => ask(name)));
    expect(answers.map(({ text }) => text.split(' ')[0])).toEqual(['Ada', 'Bob']);
    await expect(ask('')).rejects.toMatchObject({ code: 'invalid' });
  });
  expect(await ask('Cleo')).toEqual({ text: 'Cleo 3' });
});

test('a question that is under way when the broker dies is asked again, if that does no harm', async () => {
  holding = [Promise.withResolvers<void>()];
  const slow = ask('slow');
  const counting = call(asking, count, {}, { principal: somebody, deadlineMs: 3_000 });
  await expect.poll(() => asked.sort()).toEqual(['count', 'slow']);
  await withoutBroker(async () => {
    expect(await slow).toEqual({ text: 'slow 3' });
  });
  holding[0]?.resolve();
  await counting.catch(({ code }) => expect(code).toBe('deadline-exceeded')); // its answer may have waited for the broker
  expect(asked.filter((name) => name === 'count')).toEqual(['count']);
});

test('of questions that rode one message, those that have an answer are not asked again', async () => {
  holding = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const [quick, slow] = [ask('quick'), ask('slow')];
  expect(await quick).toMatchObject({ text: expect.stringMatching(/^quick/) });
  await withoutBroker(async () => {
    expect(await slow).toEqual({ text: 'slow 3' });
  });
  for (const held of holding) held.resolve();
  expect(asked).toEqual(['quick', 'slow', 'slow']);
});

test('what a broker that is just back gives to a connection that is gone is asked past it', async () => {
  await using gone = await open('vectors', nats.url);
  let swallowed = 0;
  gone.nats.subscribe(greet.subject, { queue: greet.subject, callback: () => void swallowed++ });
  await gone.ping();
  const isBack = reconnected(asking);
  await asking.nats.reconnect();
  await isBack;
  const names = Array.from({ length: 12 }, (_, place) => `name${place}`);
  const answers: Promise<{ text: string }>[] = [];
  for (const name of names) {
    answers.push(ask(name, { deadlineMs: 20_000 }));
    await setImmediate(); // each in a message of its own
  }
  expect((await Promise.all(answers)).map(({ text }) => text.split(' ')[0])).toEqual(names);
  expect(swallowed).toBeGreaterThan(0);
});

async function reconnected({ nats: connection }: Bus): Promise<void> {
  for await (const { type } of connection.status()) if (type === 'reconnect') return;
}

test('a service that the broker has lost is asked itself', async () => {
  expect(asking.connected).toBe(true);
  expect(await call(asking, whisper, {}, { principal: somebody })).toEqual({ text: 'hush' });
});

test.each([
  { who: 'nobody', token: async () => undefined, status: 401, code: 'unauthenticated' },
  { who: 'somebody with a forged token', token: async () => 'forged', status: 401, code: 'unauthenticated' },
  {
    who: 'somebody with a token of another operation',
    token: () => asking.tokens.sign(count, somebody),
    status: 401,
    code: 'unauthenticated',
  },
  {
    who: 'somebody without the scope',
    token: () => asking.tokens.sign(greet, { ...somebody, scopes: [] }),
    status: 403,
    code: 'forbidden',
  },
])('$who is answered $status', async ({ token, status, code }) => {
  const authorization = await token();
  const answer = await fetch(`${url}/call/${greet.subject}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(authorization && { authorization: `Bearer ${authorization}` }) },
    body: 'x'.repeat(1_000_000),
  });
  expect(answer.status).toBe(status);
  expect(await answer.json()).toMatchObject({ error: { code } });
  expect(asked).toEqual([]);
});

test.each([
  { what: 'what is no question', subject: greet.subject, status: 400, code: 'invalid' },
  { what: 'what nobody answers here', subject: 'call.vectors.unknown', status: 503, code: 'unavailable' },
])('$what is answered $status', async ({ subject, status, code }) => {
  const answer = await fetch(`${url}/call/${subject}`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      authorization: `Bearer ${await asking.tokens.sign(greet, somebody)}`,
    },
    body: '{}',
  });
  expect(answer.status).toBe(status);
  expect(await answer.json()).toMatchObject({ error: { code } });
});
