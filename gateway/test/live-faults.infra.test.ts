import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { DELTAS } from '@mesh/contracts/deltas';
import { GROWN_EXECUTIONS } from '@mesh/contracts/hints';
import { startRedis } from '@mesh/testing/embedded/redis';
import { type FreshNats, freshNats } from '@mesh/testing/nats';
import { servers } from '@mesh/testing/servers';
import { temporaryFolder } from '@mesh/testing/temporary-folder';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { LiveClient } from './live-client.ts';
import { journalsAt, liveGateway, workspaceId } from './live-gateway.ts';

const { redis } = await servers();
let nats: FreshNats;

beforeAll(async () => {
  nats = await freshNats();
});
afterAll(() => nats[Symbol.asyncDispose]());

const upTo = (last: number) => Array.from({ length: last }, (_, index) => index + 1);

test('200 disconnects at random moments leave no gap, no repetition and nothing open', async () => {
  await using serving = await journalsAt(nats.url);
  await using gateway = await liveGateway({ natsUrl: nats.url, redisUrl: redis?.url });
  const { journals } = serving;
  const id = journals.begin(workspaceId);
  let growing = true;
  const growth = (async () => {
    while (growing) {
      journals.append(id, 1 + Math.floor(Math.random() * 5));
      if (Math.random() < 0.7) journals.hint(id, gateway.cache.publish); // a hint may be lost
      await sleep(Math.random() * 10);
    }
    journals.end(id);
  })();

  async function follow(disconnects: number): Promise<number[]> {
    const seqs: number[] = [];
    let lastId: string | undefined;
    for (let left = disconnects; ; left--) {
      const client = await LiveClient.open(gateway.events(id), lastId ? { 'last-event-id': lastId } : {});
      if (client.status === 204) return seqs;
      if (left > 0) {
        await sleep(Math.random() * 60);
        client.leave();
      } else growing = false;
      await client.ended;
      seqs.push(...client.seqs);
      lastId = client.lastId ?? lastId;
    }
  }

  const followed = await Promise.all([follow(50), follow(50), follow(50), follow(50)]);
  await growth;
  const last = followed[0]?.length ?? 0;
  expect(last).toBeGreaterThan(200);
  for (const seqs of followed) expect(seqs).toEqual(upTo(last));
  await expect.poll(() => [gateway.streams.size, gateway.hub.size]).toEqual([0, 0]);
});

test('a client that does not read is cut, its neighbour gets everything, and it resumes', async () => {
  await using serving = await journalsAt(nats.url);
  await using gateway = await liveGateway({ natsUrl: nats.url, redisUrl: redis?.url });
  const { journals } = serving;
  const id = journals.begin(workspaceId);
  const slow = await LiveClient.open(gateway.events(id));
  const quick = await LiveClient.open(gateway.events(id), { 'x-api-key': 'other' });
  slow.answer.pause();
  let appended = 0;
  while (gateway.streams.size === 2 && appended < 2_000) {
    journals.append(id, 10, 'x'.repeat(50_000));
    journals.hint(id, gateway.cache.publish);
    appended += 10;
    await expect.poll(() => quick.seqs.length).toBe(appended);
  }
  expect(appended).toBeLessThan(2_000);
  slow.answer.resume();
  await slow.ended;
  expect(slow.answer.complete).toBe(false);
  expect(slow.seqs).toEqual(upTo(slow.seqs.length));
  journals.end(id);
  const resumed = await LiveClient.open(gateway.events(id), { 'last-event-id': slow.lastId ?? '' });
  await Promise.all([resumed.ended, quick.ended]);
  expect([...slow.seqs, ...resumed.seqs]).toEqual(upTo(appended + 1));
  expect(quick.seqs).toEqual(upTo(appended + 1));
});

test('without Redis the stream is live all the same', async () => {
  await using serving = await journalsAt(nats.url);
  await using gateway = await liveGateway({ natsUrl: nats.url });
  const id = serving.journals.begin(workspaceId);
  const client = await LiveClient.open(gateway.events(id));
  serving.journals.append(id, 5);
  await expect.poll(() => client.seqs).toEqual(upTo(5));
  client.leave();
});

test.runIf(redis)('Redis may be flushed, filled with garbage, frozen, killed and started again', async () => {
  using folder = temporaryFolder('live-redis');
  await using first = await startRedis({ folder: folder.path, logFile: join(folder.path, 'redis.log') });
  await using serving = await journalsAt(nats.url);
  await using gateway = await liveGateway({ natsUrl: nats.url, redisUrl: first.url });
  const { journals } = serving;
  const id = journals.begin(workspaceId);
  const client = await LiveClient.open(gateway.events(id));
  let last = 0;
  const appendAndSee = async () => {
    last += 3;
    journals.append(id, 3);
    journals.hint(id, gateway.cache.publish);
    await expect.poll(() => client.seqs).toEqual(upTo(last));
  };
  await appendAndSee();

  const meddler = new Redis(first.url);
  await meddler.flushall();
  for (const text of ['', 'x', ':', id, `${id}:-1`, `${id}:${'9'.repeat(400)}`, 'error', 'error:1', '__proto__:1'])
    await meddler.publish(GROWN_EXECUTIONS, text);
  for (const executionId of ['error', '__proto__', 1])
    await meddler.publish(DELTAS, JSON.stringify({ executionId, task: '/do/0/a', from: 0, text: 'x' }));
  await meddler.publish(DELTAS, '{');
  meddler.disconnect();
  await appendAndSee();

  first.kill('SIGSTOP');
  await appendAndSee();
  first.kill('SIGCONT');
  await appendAndSee();

  first.kill('SIGKILL');
  await first.ended;
  await appendAndSee();

  await using _second = await startRedis({
    folder: folder.path,
    logFile: join(folder.path, 'redis.log'),
    port: first.port,
  });
  await appendAndSee();
  client.leave();
});

test('streams survive a restart of the broker', async () => {
  await using broker = await freshNats();
  await using serving = await journalsAt(broker.url);
  await using gateway = await liveGateway({ natsUrl: broker.url });
  const { journals } = serving;
  const id = journals.begin(workspaceId);
  journals.append(id, 3);
  const client = await LiveClient.open(gateway.events(id));
  await expect.poll(() => client.seqs).toEqual(upTo(3));
  await expect.poll(() => gateway.hub.size).toBe(1);
  await broker.kill();
  journals.append(id, 3);
  await broker.restart();
  await expect.poll(() => client.seqs, { timeout: 120_000 }).toEqual(upTo(6));
  journals.end(id);
  await client.ended;
  expect(client.seqs).toEqual(upTo(7));
});
