import type { Service } from '@mesh/contracts/operation';
import { migrate } from '@mesh/database/migrate';
import { openDatabase } from '@mesh/database/open';
import { silent } from '@mesh/runtime/log';
import { copiedDatabase, type FreshDatabase, freshDatabase } from '@mesh/testing/database';
import { freshNats } from '@mesh/testing/nats';
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { consume } from '../src/consume.ts';
import { on } from '../src/on.ts';
import { startOutbox } from '../src/relay.ts';
import { count, counted, effects, folders, openBus, range, type Schema, type Store, storeIn } from './fixture.ts';

const PATIENCE = { timeout: 80_000, interval: 100 };
const PRODUCER = 'vectors';
const CONSUMER = 'workflows';

/** A service comes up. The one of the consumer hears numbers. */
async function start(
  service: Service,
  { db, url }: Pick<Store, 'db' | 'url'>,
  broker: string,
): Promise<AsyncDisposable> {
  await migrate({ url, folders, log: silent });
  const started = new AsyncDisposableStack();
  const bus = started.use(await openBus(service, broker));
  started.use(startOutbox({ db, bus, service, log: silent }));
  if (service !== CONSUMER) return started;
  const handlers = [
    on<Schema, typeof counted.data>(counted, async (trx, { id, workspaceId, data }) => {
      await trx.insertInto('effect').values({ workspaceId, eventId: id, number: data.number }).execute();
    }),
  ];
  started.use(consume({ db, bus, service, name: 'heard', handlers, log: silent }));
  return started;
}

/** Works in a database that is left as it is then. */
async function within<T>({ url }: FreshDatabase, work: (store: Pick<Store, 'db' | 'url'>) => Promise<T>): Promise<T> {
  await using db = openDatabase<Schema>({ url, log: silent });
  return await work({ db, url });
}

async function ageBy(days: number, { db }: Pick<Store, 'db'>): Promise<void> {
  await db.asSystem(async (trx) => {
    const older = (column: string) => sql`${sql.ref(column)} = ${sql.ref(column)} - ${days} * interval '1 day'`;
    await sql`update outbox set ${older('created_at')}, ${older('published_at')}`.execute(trx);
    await sql`update inbox set ${older('done_at')}`.execute(trx);
  });
}

const isTold = async ({ db }: Pick<Store, 'db'>) => {
  const waiting = await db.asSystem((trx) =>
    trx.selectFrom('outbox').select('id').where('publishedAt', 'is', null).execute(),
  );
  return waiting.length === 0;
};

test('a backup of ten days ago tells an empty broker what nobody had heard, and what was done is not done again', async () => {
  await using opened = new AsyncDisposableStack();
  const [told, done] = [opened.use(await freshDatabase({ folders })), opened.use(await freshDatabase({ folders }))];
  {
    await using before = await freshNats();
    await within(told, async (producer) => {
      await using _producer = await start(PRODUCER, producer, before.url);
      await within(done, async (consumer) => {
        await using _consumer = await start(CONSUMER, consumer, before.url);
        await count(producer.db, 0, 10);
        await expect.poll(() => effects(consumer.db), PATIENCE).toEqual(range(0, 10));
      });
      await count(producer.db, 10, 15);
      await expect.poll(() => isTold(producer), PATIENCE).toBe(true);
    });
  }
  for (const database of [told, done]) await within(database, (store) => ageBy(10, store));

  const { url } = opened.use(await freshNats());
  const consumer = opened.use(storeIn(await copiedDatabase(done.url)));
  const producer = opened.use(storeIn(await copiedDatabase(told.url)));
  opened.use(await start(CONSUMER, consumer, url));
  opened.use(await start(PRODUCER, producer, url));
  await expect.poll(() => effects(consumer.db), PATIENCE).toEqual(range(0, 15));
});

test('a restored database hears from a broker that was not emptied what it has forgotten', async () => {
  await using opened = new AsyncDisposableStack();
  const broker = opened.use(await freshNats());
  const original = opened.use(await freshDatabase({ folders }));
  const producer = opened.use(storeIn(await freshDatabase({ folders })));
  opened.use(await start(PRODUCER, producer, broker.url));
  const hear = (from: number, to: number) =>
    within(original, async (consumer) => {
      await using _consumer = await start(CONSUMER, consumer, broker.url);
      await count(producer.db, from, to);
      await expect.poll(() => effects(consumer.db), PATIENCE).toEqual(range(0, to));
    });
  await hear(0, 5);
  const backup = opened.use(storeIn(await copiedDatabase(original.url)));
  await hear(5, 10);
  opened.use(await start(CONSUMER, backup, broker.url));
  await expect.poll(() => effects(backup.db), PATIENCE).toEqual(range(0, 10));
});
