import { eventSubject } from '@mesh/contracts/event';
import { newId } from '@mesh/contracts/id';
import { silent } from '@mesh/runtime/log';
import { freshNats } from '@mesh/testing/nats';
import { jetstream } from '@nats-io/jetstream';
import { describe, expect, test } from 'vitest';
import { consume } from '../src/consume.ts';
import { toHeaders } from '../src/event/cloud-event.ts';
import { on } from '../src/on.ts';
import { startOutbox } from '../src/relay.ts';
import { brokers } from './brokers.ts';
import { counted, effects, openBus, openStore, range, type Schema, workspaceId } from './fixture.ts';

const PATIENCE = { timeout: 80_000, interval: 100 };

describe.each(brokers)('on $name', { timeout: 240_000 }, ({ binary }) => {
  /** Puts as many messages on the stream as a producer would whose database we do not see. */
  async function publish(url: string, from: number, to: number): Promise<void> {
    await using bus = await openBus('gateway', url);
    for (const number of range(from, to)) {
      const event = { id: newId('evt'), type: counted.type, source: '/test', time: new Date().toISOString() };
      const headers = toHeaders(event);
      const send = () =>
        jetstream(bus.nats).publish(eventSubject(counted, workspaceId), JSON.stringify({ number }), { headers });
      await expect.poll(send, PATIENCE).toBeTruthy();
    }
  }

  /** A service that hears the numbers. */
  async function start(url: string, { db }: Awaited<ReturnType<typeof openStore>>): Promise<AsyncDisposable> {
    const started = new AsyncDisposableStack();
    const bus = started.use(await openBus('vectors', url));
    const handlers = [
      on<Schema, typeof counted.data>(counted, async (trx, { id, data }) => {
        await trx.insertInto('effect').values({ workspaceId, eventId: id, number: data.number }).execute();
      }),
    ];
    started.use(startOutbox({ db, bus, service: 'vectors', log: silent }));
    started.use(consume({ db, bus, service: 'vectors', name: 'heard', handlers, log: silent }));
    return started;
  }

  async function openOlderBroker() {
    const opened = new AsyncDisposableStack();
    const broker = opened.use(await freshNats({ binary }));
    const store = opened.use(await openStore());
    const hears = (numbers: number) => expect.poll(() => effects(store.db), PATIENCE).toEqual(range(0, numbers));
    return { broker, store, hears, [Symbol.asyncDispose]: () => opened.disposeAsync() };
  }

  test('a consumer whose stream goes back behind its place hears what comes then', async () => {
    await using older = await openOlderBroker();
    const { broker, store, hears } = older;
    await using _service = await start(broker.url, store);
    await publish(broker.url, 0, 5);
    await hears(5);
    await broker.stop();
    broker.keepStorage();
    await broker.restart();
    await publish(broker.url, 5, 30);
    await hears(30);
    await broker.stop();
    broker.restoreStorage('messages');
    await broker.restart();
    await publish(broker.url, 30, 33);
    await hears(33);
  });

  test('so does one that was away while the stream went back and grew past its place', async () => {
    await using older = await openOlderBroker();
    const { broker, store, hears } = older;
    {
      await using _service = await start(broker.url, store);
      await publish(broker.url, 0, 5);
      await hears(5);
      await broker.stop();
      broker.keepStorage();
      await broker.restart();
      await publish(broker.url, 5, 10);
      await hears(10);
      const seen = () => store.db.asSystem((trx) => trx.selectFrom('brokerMark').select('lastSequence').execute());
      await expect.poll(seen, PATIENCE).toContainEqual({ lastSequence: '10' });
    }
    await broker.stop();
    broker.restoreStorage('messages');
    await broker.restart();
    await publish(broker.url, 10, 25);
    await using _service = await start(broker.url, store);
    await hears(25);
  });
});
