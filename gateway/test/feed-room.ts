import { eventReceived } from '@mesh/contracts/workflows-events';
import { openDatabase } from '@mesh/database/open';
import { outboxMigrations } from '@mesh/outbox/migrations';
import { type Fact, record } from '@mesh/outbox/record';
import { startOutbox } from '@mesh/outbox/relay';
import { silent } from '@mesh/runtime/log';
import { freshDatabase } from '@mesh/testing/database';
import { freshNats } from '@mesh/testing/nats';
import { servers } from '@mesh/testing/servers';
import { migrations } from '../src/db/migrations.ts';
import type { Schema } from '../src/db/schema.ts';
import { writeFeeds } from '../src/feed/write-feeds.ts';
import { liveGateway, workspaceId } from './live-gateway.ts';

type More = Partial<Fact<typeof eventReceived.data>>;

/** Two gateways over one database and a broker of their own, and whoever tells events. */
export async function openFeedRoom() {
  const opened = new AsyncDisposableStack();
  const { redis } = await servers();
  const nats = opened.use(await freshNats());
  const fresh = opened.use(await freshDatabase({ folders: [outboxMigrations, migrations] }));
  const db = opened.use(openDatabase<Schema>({ url: fresh.url, log: silent }));
  const open = async () => {
    const gateway = opened.use(await liveGateway({ natsUrl: nats.url, redisUrl: redis?.url, db }));
    opened.use(writeFeeds({ db, bus: gateway.bus, cache: gateway.cache, log: silent }));
    return gateway;
  };
  const gateway = await open();
  const replica = await open();
  opened.use(startOutbox({ db, bus: gateway.bus, service: 'gateway', log: silent }));
  /** Events of these types, in this order, in one transaction. */
  const tell = (types: readonly string[], { workspaceId: told = workspaceId, ...more }: More = {}) =>
    db.inWorkspace(told, async (trx) => {
      for (const type of types) await record(trx, eventReceived, { data: { type }, type, ...more, workspaceId: told });
    });
  return { db, gateway, replica, tell, natsUrl: nats.url, [Symbol.asyncDispose]: () => opened.disposeAsync() };
}
