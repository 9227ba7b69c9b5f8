import { once } from 'node:events';
import { freshNats } from '@mesh/testing/nats';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Bus } from '../src/bus.ts';
import { call } from '../src/call.ts';
import { serve } from '../src/serve.ts';
import { greet, open, somebody } from './fixture.ts';

const LONG_MS = 100_000;
const opened = new AsyncDisposableStack();
let url: string;
let asking: Bus;

beforeAll(async () => {
  url = opened.use(await freshNats()).url;
  asking = opened.use(await open('gateway', url));
});
afterAll(() => opened.disposeAsync());

const ask = (name: string) =>
  call(asking, greet, { body: { name } }, { principal: somebody, watched: true, deadlineMs: LONG_MS });

/** A process that takes questions, tells so, and answers those that name nobody to wait for. */
async function answering() {
  const bus = opened.use(await open('vectors', url));
  const taken = Promise.withResolvers<void>();
  const release = Promise.withResolvers<void>();
  opened.use(
    serve(bus, greet, async ({ body }) => {
      taken.resolve();
      if (body.name === 'slow') await release.promise;
      return { text: body.name };
    }),
  );
  opened.defer(release.resolve);
  await bus.ping();
  return { bus, taken: taken.promise, release: release.resolve };
}

test('the death of the process that has taken a question is told long before its deadline', async () => {
  const { bus, taken } = await answering();
  const slow = ask('slow');
  await taken;
  await bus.nats.close();
  await expect(slow).rejects.toMatchObject({ code: 'unavailable', message: expect.stringContaining('is gone') });
});

test('the death of another process changes nothing, and what was answered before stays', async () => {
  const first = await answering();
  const [quick, slow] = [ask('quick'), ask('slow')];
  await first.taken;
  expect(await quick).toEqual({ text: 'quick' });
  const other = await answering();
  await other.bus.nats.close();
  await new Promise((resolve) => setTimeout(resolve, 3_500)); // three looks
  first.release();
  expect(await slow).toEqual({ text: 'slow' });
  await first.bus.nats.close();
});

test('a question that is lost is told apart from one that takes too long', async () => {
  const asked = () =>
    call(asking, greet, { body: { name: 'slow' } }, { principal: somebody, watched: true, deadlineMs: 100 });
  {
    await using late = await open('vectors', url);
    await using _ = serve(late, greet, async (_, { signal }) => {
      await once(signal, 'abort');
      throw signal.reason;
    });
    await late.ping();
    await expect(asked()).rejects.toMatchObject({ code: 'deadline-exceeded' });
  }
  await using deaf = await open('vectors', url);
  deaf.nats.subscribe(greet.subject, { callback: () => {} });
  await deaf.ping();
  await expect(asked()).rejects.toMatchObject({ code: 'unavailable', message: expect.stringContaining('lost') });
});

test('whoever takes a question that nobody watches says nothing before its answer', async () => {
  const { bus } = await answering();
  const heard: string[] = [];
  const tap = bus.nats.subscribe('tap', { callback: (_, message) => void heard.push(message.string()) });
  bus.nats.publish(greet.subject, 'nonsense', { reply: 'tap' });
  await expect.poll(() => heard[0]).toContain('the message holds no questions');
  tap.unsubscribe();
});
