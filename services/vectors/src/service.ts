import { brokerOf } from '@mesh/bus/broker-of';
import { connectBus } from '@mesh/bus/connect';
import { DirectDoor } from '@mesh/bus/direct/direct-door';
import { openDatabase } from '@mesh/database/open';
import { openEgress } from '@mesh/egress/open';
import { bucketOf } from '@mesh/objects/bucket-of';
import { objectClaims } from '@mesh/objects/claims';
import { openObjects } from '@mesh/objects/open';
import { consume } from '@mesh/outbox/consume';
import { keepForgetting, onWorkspaceDeleted } from '@mesh/outbox/forget-workspaces';
import { migrateService } from '@mesh/outbox/migrate-service';
import { startOutbox } from '@mesh/outbox/relay';
import { databaseUrl } from '@mesh/runtime/connection-urls';
import { openHealthServer } from '@mesh/runtime/health-server';
import type { Runtime } from '@mesh/runtime/service-process';
import type { Config } from './config.ts';
import { checkIsolation } from './db/check-isolation.ts';
import { migrations } from './db/migrations.ts';
import type { Schema } from './db/schema.ts';
import { openEmbedder } from './embedding/open-embedder.ts';
import { forgetWorkspace } from './heard/forget-workspace.ts';
import { startIndexKeeper } from './index/index-keeper.ts';
import { serveVectors } from './serve-vectors.ts';

/** Opens everything in order; disposing closes it in reverse order, each step after the previous one. */
export async function startVectors(config: Config, { log, health, about, signal }: Runtime): Promise<AsyncDisposable> {
  await using opening = new AsyncDisposableStack();
  const url = databaseUrl(config, 'vectors');
  const ownerUrl = config.DATABASE_MIGRATION_URL ?? url;
  const singleSession = config.DATABASE_SINGLE_SESSION;

  const { DATABASE_POOL_SIZE: poolSize, SQL_DEBUG: sqlDebug } = config;
  const db = opening.use(openDatabase<Schema>({ url, poolSize, sqlDebug, singleSession, log }));
  health.add('postgres', { required: true, check: () => db.ping() });
  health.add('isolation', { required: true, check: () => checkIsolation(db) });
  const door = new DirectDoor();
  const { HOST: host = '::', PORT: port } = config;
  opening.use(await openHealthServer({ host, port, health, about, routes: door.routes }));
  about.schema = await migrateService({ service: 'vectors', config, folder: migrations, log, signal });
  const owner = singleSession ? db : opening.use(openDatabase<Schema>({ url: ownerUrl, poolSize: 1, log }));

  const objects = opening.use(openObjects(bucketOf(config)));
  health.add('objects', { required: false, check: () => objects.ping() });
  const claimCheck = objectClaims(objects);
  const bus = opening.use(
    await connectBus({ ...brokerOf(config), name: 'vectors', door, log, about, claimCheck, signal }),
  );
  health.add('nats', { required: true, check: () => bus.ping() });
  opening.use(startOutbox({ db, bus, service: 'vectors', log }));
  const forgetting = { db, log, forget: forgetWorkspace };
  const handlers = [onWorkspaceDeleted(forgetting)];
  opening.use(consume<Schema>({ db, bus, service: 'vectors', name: 'heard', handlers, log }));
  opening.use(keepForgetting(forgetting));

  const egress = opening.use(openEgress({ allow: config.EGRESS_ALLOW, log }));
  const embedder = opening.use(openEmbedder(config, { egress, log }));
  opening.use(startIndexKeeper({ db, owner, log }));
  opening.use(serveVectors({ bus, db, embedder }));
  return opening.move();
}
