import { setTimeout as sleep } from 'node:timers/promises';
import { EVENTS } from '@mesh/contracts/subjects';
import type { Database } from '@mesh/database/database';
import { silent } from '@mesh/runtime/log';
import { freshNats } from '@mesh/testing/nats';
import { jetstreamManager } from '@nats-io/jetstream';
import { expect, test, vi } from 'vitest';
import { publishBatch } from '../src/publish/publish-batch.ts';
import { Publisher } from '../src/publish/publisher.ts';
import { reconcile } from '../src/publish/reconcile.ts';
import type { OutboxTables } from '../src/tables.ts';
import { count, openBus, openStore } from './fixture.ts';

test('what is being published as the broker loses its streams is published again', async () => {
  await using opened = new AsyncDisposableStack();
  const { url } = opened.use(await freshNats());
  const store = opened.use(await openStore());
  const db = store.db as unknown as Database<OutboxTables>;
  const bus = opened.use(await openBus('vectors', url));
  const manager = await jetstreamManager(bus.nats);
  const look = () => reconcile({ db, service: 'vectors', manager, serverId: 'same', log: silent });
  await look();
  await count(store.db, 0, 1);

  using publisher = new Publisher(bus);
  const publish = publisher.publish.bind(publisher);
  const taken = Promise.withResolvers<void>();
  const mark = Promise.withResolvers<void>();
  vi.spyOn(publisher, 'publish').mockImplementationOnce(async (publications) => {
    const answers = await publish(publications);
    taken.resolve();
    await mark.promise;
    return answers;
  });
  const publishing = publishBatch({ db, bus, publisher });
  await taken.promise;
  await manager.streams.delete(EVENTS);
  const looking = look();
  await Promise.race([looking, sleep(1_000)]);
  mark.resolve();
  await Promise.all([publishing, looking]);

  const waiting = () => db.asSystem((trx) => trx.selectFrom('outbox').select('publishedAt').execute());
  expect(await waiting()).toEqual([{ publishedAt: null }]);
  expect(await publishBatch({ db, bus, publisher })).toBe(1);
  expect((await manager.streams.info(EVENTS)).state.messages).toBe(1);
});
