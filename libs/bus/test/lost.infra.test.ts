import { setTimeout as sleep } from 'node:timers/promises';
import { Health } from '@mesh/runtime/health';
import { openHealthServer } from '@mesh/runtime/health-server';
import { freePort } from '@mesh/testing/embedded/free-port';
import { openLink } from '@mesh/testing/link';
import { freshNats } from '@mesh/testing/nats';
import { expect, test } from 'vitest';
import { call } from '../src/call.ts';
import { DirectDoor } from '../src/direct/direct-door.ts';
import { serve } from '../src/serve.ts';
import { greet, open, somebody } from './fixture.ts';

const SOON_MS = 9_000;
/** When a question counts as lost. */
const LATE_MS = 5_000;

test.for([
  { deadline: 'a long deadline', deadlineMs: 30_000 },
  { deadline: 'the usual deadline', deadlineMs: greet.deadlineMs },
])(
  'a question of $deadline whose taker is cut off from the broker is asked past it in time, where that does no harm',
  async ({ deadlineMs }) => {
    await using nats = await freshNats();
    await using link = await openLink(() => nats.url);
    const door = new DirectDoor();
    const about = { service: 'vectors', version: '1.2.3', commit: 'c0ffee' };
    const listening = { host: '127.0.0.1', port: 0, health: new Health(), about, routes: door.routes };
    await using private_ = await openHealthServer(listening);
    await using answering = await open('vectors', link.through(nats.url), { door });
    await using _serving = serve(answering, greet, async ({ body: { name } }) => ({ text: `hello ${name}` }));
    await using asking = await open('gateway', nats.url, { addresses: { vectors: [private_.url] } });
    await Promise.all([answering.ping(), asking.ping()]);

    link.cut('both');
    const began = performance.now();
    expect(await call(asking, greet, { body: { name: 'Ada' } }, { principal: somebody, deadlineMs })).toEqual({
      text: 'hello Ada',
    });
    expect(performance.now() - began).toBeLessThan(SOON_MS);
    link.heal();
  },
);

test('a question whose taker died is asked until somebody is there in its place', async () => {
  await using nats = await freshNats();
  const port = await freePort();
  await using asking = await open('gateway', nats.url, { addresses: { vectors: [`http://127.0.0.1:${port}`] } });
  const dying = await open('vectors', nats.url);
  const taken = Promise.withResolvers<void>();
  dying.nats.subscribe(greet.subject, { queue: greet.subject, callback: () => taken.resolve() });
  await Promise.all([dying.ping(), asking.ping()]);
  const answer = call(asking, greet, { body: { name: 'Ada' } }, { principal: somebody, deadlineMs: 20_000 });
  await taken.promise;
  await dying.nats.close();

  await sleep(LATE_MS + 1_500);
  const door = new DirectDoor();
  const about = { service: 'vectors', version: '1.2.3', commit: 'c0ffee' };
  const listening = { host: '127.0.0.1', port, health: new Health(), about, routes: door.routes };
  await using _private = await openHealthServer(listening);
  await using next = await open('vectors', nats.url, { door });
  await using _serving = serve(next, greet, async ({ body: { name } }) => ({ text: `hello ${name}` }));
  expect(await answer).toEqual({ text: 'hello Ada' });
});
