import { brokerOf } from '@mesh/bus/broker-of';
import { connectBus } from '@mesh/bus/connect';
import { DirectDoor } from '@mesh/bus/direct/direct-door';
import { openCache } from '@mesh/cache/open';
import { openDatabase } from '@mesh/database/open';
import { bucketOf } from '@mesh/objects/bucket-of';
import { objectClaims } from '@mesh/objects/claims';
import { openObjects } from '@mesh/objects/open';
import { consume } from '@mesh/outbox/consume';
import { keepForgetting, onWorkspaceDeleted } from '@mesh/outbox/forget-workspaces';
import { migrateService } from '@mesh/outbox/migrate-service';
import { startOutbox } from '@mesh/outbox/relay';
import { databaseUrl, redisUrl } from '@mesh/runtime/connection-urls';
import { openHealthServer } from '@mesh/runtime/health-server';
import type { Runtime } from '@mesh/runtime/service-process';
import type { Config } from './config.ts';
import { Content } from './content/content.ts';
import { migrations } from './db/migrations.ts';
import type { Schema } from './db/schema.ts';
import { forgetWorkspace } from './heard/forget-workspace.ts';
import { Sandbox } from './sandbox/sandbox.ts';
import { servePlugins } from './serve-plugins.ts';

/** Opens everything in order; disposing closes it in reverse order, each step after the previous one. */
export async function startPlugins(config: Config, { log, health, about, signal }: Runtime): Promise<AsyncDisposable> {
  await using opening = new AsyncDisposableStack();
  const url = databaseUrl(config, 'plugins');
  const singleSession = config.DATABASE_SINGLE_SESSION;

  const { DATABASE_POOL_SIZE: poolSize, SQL_DEBUG: sqlDebug } = config;
  const db = opening.use(openDatabase<Schema>({ url, poolSize, sqlDebug, singleSession, log }));
  health.add('postgres', { required: true, check: () => db.ping() });
  const cache = opening.use(openCache({ url: redisUrl(config), log }));
  if (cache.configured) health.add('redis', { required: false, check: () => cache.ping() });
  const objects = opening.use(openObjects(bucketOf(config)));
  health.add('objects', { required: true, check: () => objects.ping() });
  const door = new DirectDoor();
  const { HOST: host = '::', PORT: port } = config;
  opening.use(await openHealthServer({ host, port, health, about, routes: door.routes }));
  about.schema = await migrateService({ service: 'plugins', config, folder: migrations, log, signal });

  const claimCheck = objectClaims(objects);
  const bus = opening.use(
    await connectBus({ ...brokerOf(config), name: 'plugins', door, log, about, claimCheck, signal }),
  );
  health.add('nats', { required: true, check: () => bus.ping() });
  opening.use(startOutbox({ db, bus, service: 'plugins', log }));
  const forgetting = { db, log, forget: forgetWorkspace };
  const handlers = [onWorkspaceDeleted(forgetting)];
  opening.use(consume<Schema>({ db, bus, service: 'plugins', name: 'heard', handlers, log }));
  opening.use(keepForgetting(forgetting));

  const content = new Content({ objects, cache, ttlSeconds: config.PLUGIN_CACHE_TTL_SECONDS, log });
  const sandbox = opening.use(new Sandbox({ log }));
  opening.use(servePlugins(bus, { db, objects, content, sandbox, log }));
  return opening.move();
}
