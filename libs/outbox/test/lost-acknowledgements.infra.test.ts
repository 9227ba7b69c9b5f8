import { durableName, streamOf } from '@mesh/contracts/subjects';
import { silent } from '@mesh/runtime/log';
import { printedChance } from '@mesh/testing/chance';
import { freshNats } from '@mesh/testing/nats';
import { jetstreamManager } from '@nats-io/jetstream';
import { describe, expect, test } from 'vitest';
import { consume } from '../src/consume.ts';
import { on } from '../src/on.ts';
import { startOutbox } from '../src/relay.ts';
import { brokers } from './brokers.ts';
import { count, counted, effects, openBus, openStore, range, type Schema } from './fixture.ts';
import { openLossyBroker } from './lossy-broker.ts';

/** A soak: MESH_LOST_ACKNOWLEDGEMENTS=10000. */
const EVENTS = Number(process.env['MESH_LOST_ACKNOWLEDGEMENTS'] ?? 200);
const PATIENCE = { timeout: 60_000 + EVENTS * 100, interval: 100 };
const CONSUMER = { service: 'workflows', name: 'heard' } as const;

describe.each(brokers)('on $name', { timeout: 120_000 + EVENTS * 200 }, ({ binary }) => {
  test(`where three of ten acknowledgements are lost, each of ${EVENTS} events has its effect once`, async () => {
    await using stack = new AsyncDisposableStack();
    const broker = stack.use(await freshNats({ binary }));
    const lossy = stack.use(await openLossyBroker(broker.url, printedChance()));
    const [producer, consumer] = [stack.use(await openStore()), stack.use(await openStore())];
    const telling = stack.use(await openBus('vectors', lossy.url));
    const hearing = stack.use(await openBus('workflows', lossy.url));
    stack.use(startOutbox({ db: producer.db, bus: telling, service: 'vectors', log: silent }));
    const handlers = [
      on<Schema, typeof counted.data>(counted, async (trx, { id, workspaceId, data }) => {
        await trx.insertInto('effect').values({ workspaceId, eventId: id, number: data.number }).execute();
      }),
    ];
    stack.use(consume({ db: consumer.db, bus: hearing, ...CONSUMER, handlers, log: silent }));

    await count(producer.db, 0, EVENTS);
    await expect.poll(() => effects(consumer.db), PATIENCE).toEqual(range(0, EVENTS));
    expect(Math.min(lossy.lost.published, lossy.lost.consumed), 'of either kind').toBeGreaterThan(EVENTS / 10);
    lossy.beHonest();

    const manager = await jetstreamManager(stack.use(await openBus('gateway', broker.url)).nats);
    const unsettled = async () => {
      const stream = streamOf(CONSUMER.name);
      const { num_ack_pending, num_pending } = await manager.consumers.info(stream, durableName('workflows', 'heard'));
      const untold = producer.db.asSystem((trx) =>
        trx.selectFrom('outbox').select('id').where('publishedAt', 'is', null).execute(),
      );
      return num_ack_pending + num_pending + (await untold).length;
    };
    await expect.poll(unsettled, PATIENCE).toBe(0); // what was not acknowledged came again
    expect(await effects(consumer.db)).toEqual(range(0, EVENTS));
  });
});
