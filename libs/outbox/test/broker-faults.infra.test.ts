import { silent } from '@mesh/runtime/log';
import { freshNats } from '@mesh/testing/nats';
import { describe, expect, test } from 'vitest';
import { consume } from '../src/consume.ts';
import { on } from '../src/on.ts';
import { startOutbox } from '../src/relay.ts';
import { brokers } from './brokers.ts';
import { count, counted, effects, openBus, openStore, range, type Schema } from './fixture.ts';

const PATIENCE = { timeout: 80_000, interval: 100 };

/** A producer with its database and a consumer with another, over one broker of their own. Both look after the broker. */
async function openPair(binary: string | undefined) {
  const stack = new AsyncDisposableStack();
  const broker = stack.use(await freshNats({ binary }));
  const producer = stack.use(await openStore());
  const consumer = stack.use(await openStore());
  const telling = stack.use(await openBus('vectors', broker.url));
  const hearing = stack.use(await openBus('workflows', broker.url));
  stack.use(startOutbox({ db: producer.db, bus: telling, service: 'vectors', log: silent }));
  stack.use(startOutbox({ db: consumer.db, bus: hearing, service: 'workflows', log: silent }));
  stack.use(
    consume({
      db: consumer.db,
      bus: hearing,
      service: 'workflows',
      name: 'heard',
      handlers: [
        on<Schema, typeof counted.data>(counted, async (trx, { id, workspaceId, data }) => {
          await trx.insertInto('effect').values({ workspaceId, eventId: id, number: data.number }).execute();
        }),
      ],
      log: silent,
    }),
  );
  return { broker, producer, consumer, [Symbol.asyncDispose]: () => stack.disposeAsync() };
}

describe.each(brokers)('on $name', { timeout: 240_000 }, ({ binary }) => {
  test('a broker that is killed under load and started again loses no event and doubles no effect', async () => {
    await using pair = await openPair(binary);
    await count(pair.producer.db, 0, 100);
    const load = count(pair.producer.db, 100, 400);
    await pair.broker.kill();
    await load;
    await pair.broker.restart();
    await count(pair.producer.db, 400, 500);
    await expect.poll(() => effects(pair.consumer.db), PATIENCE).toEqual(range(0, 500));
  });

  test('a broker that loses all its storage under load loses no event and doubles no effect', async () => {
    await using pair = await openPair(binary);
    await count(pair.producer.db, 0, 100);
    await expect.poll(async () => (await effects(pair.consumer.db)).length, PATIENCE).toBeGreaterThan(50);
    const load = count(pair.producer.db, 100, 400);
    await pair.broker.kill();
    pair.broker.wipeStorage();
    await pair.broker.restart();
    await load;
    await count(pair.producer.db, 400, 500);
    await expect.poll(() => effects(pair.consumer.db), PATIENCE).toEqual(range(0, 500));
  });

  test('a stream that is deleted while nobody looks is made and filled again', async () => {
    await using pair = await openPair(binary);
    await count(pair.producer.db, 0, 20);
    await expect.poll(() => effects(pair.consumer.db), PATIENCE).toEqual(range(0, 20));
    await using tool = await openBus('gateway', pair.broker.url);
    await tool.nats.request('$JS.API.STREAM.DELETE.EVENTS', '', { timeout: 5_000 });
    await count(pair.producer.db, 20, 40);
    await expect.poll(() => effects(pair.consumer.db), PATIENCE).toEqual(range(0, 40));
    const kept = async () =>
      (await tool.nats.request('$JS.API.STREAM.INFO.EVENTS', '', { timeout: 5_000 })).json<{
        state: { messages: number };
      }>().state.messages;
    await expect.poll(kept, PATIENCE).toBe(40);
  });

  test('an event that is recorded while the broker is away is told when it comes back', async () => {
    await using pair = await openPair(binary);
    await pair.broker.kill();
    await count(pair.producer.db, 0, 10);
    await pair.broker.restart();
    await expect.poll(() => effects(pair.consumer.db), PATIENCE).toEqual(range(0, 10));
  });

  test.each(['everything', 'messages'] as const)(
    'a broker that goes back in time (%s of its storage is older) loses no event and doubles no effect',
    async (what) => {
      await using pair = await openPair(binary);
      await count(pair.producer.db, 0, 50);
      await expect.poll(() => effects(pair.consumer.db), PATIENCE).toEqual(range(0, 50));
      await pair.broker.stop();
      pair.broker.keepStorage();
      await pair.broker.restart();
      await count(pair.producer.db, 50, 150);
      await expect.poll(() => effects(pair.consumer.db), PATIENCE).toEqual(range(0, 150));
      await pair.broker.kill();
      pair.broker.restoreStorage(what);
      const load = count(pair.producer.db, 150, 160);
      await pair.broker.restart();
      await load;
      await count(pair.producer.db, 160, 170);
      await expect.poll(() => effects(pair.consumer.db), PATIENCE).toEqual(range(0, 170));
    },
  );
});
