import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { brokerOf } from '@mesh/bus/broker-of';
import { connectBus } from '@mesh/bus/connect';
import { DirectDoor } from '@mesh/bus/direct/direct-door';
import { openCache } from '@mesh/cache/open';
import { openDatabase } from '@mesh/database/open';
import { openEgress } from '@mesh/egress/open';
import { bucketOf } from '@mesh/objects/bucket-of';
import { objectClaims } from '@mesh/objects/claims';
import { openObjects } from '@mesh/objects/open';
import { consume } from '@mesh/outbox/consume';
import { migrateService } from '@mesh/outbox/migrate-service';
import { startOutbox } from '@mesh/outbox/relay';
import { ConfigError } from '@mesh/runtime/config-error';
import { databaseUrl, redisUrl } from '@mesh/runtime/connection-urls';
import { openHealthServer } from '@mesh/runtime/health-server';
import type { Runtime } from '@mesh/runtime/service-process';
import { modelsOf } from './agent/models-of.ts';
import { Children } from './child/children.ts';
import type { Config } from './config.ts';
import { migrations } from './db/migrations.ts';
import type { Schema } from './db/schema.ts';
import { performEffects } from './effect/perform.ts';
import { fetchExternals } from './effect/resource/fetch-externals.ts';
import { hearMeshEvents } from './event/hear-mesh-events.ts';
import { startHearing } from './event/start-hearing.ts';
import { onWorkspaceDeleted } from './heard/on-workspace-deleted.ts';
import { limitsOf } from './limits-of.ts';
import { Outside } from './outside/outside.ts';
import { dataKeysOver } from './payload/data-keys.ts';
import { Payloads } from './payload/payloads.ts';
import { planCache } from './plan/plan-cache.ts';
import { launcher } from './queue/launch.ts';
import { startScheduler } from './schedule/start-scheduler.ts';
import { serveModels } from './serve-models.ts';
import { serveQueues } from './serve-queues.ts';
import { serveTriggers } from './serve-triggers.ts';
import { serveWorkflows } from './serve-workflows.ts';
import { startMaintenance } from './start-maintenance.ts';
import { startWorker, type Worker } from './worker/worker.ts';

/** Opens everything in order; disposing closes it in reverse, each step awaiting the one before. */
export async function startWorkflows(
  config: Config,
  { log, health, about, signal }: Runtime,
): Promise<AsyncDisposable> {
  await using opening = new AsyncDisposableStack();
  const url = databaseUrl(config, 'workflows');
  if (config.DATABASE_SINGLE_SESSION)
    throw new ConfigError(['DATABASE_SINGLE_SESSION: workflows needs a server with several sessions']);
  const { DATABASE_POOL_SIZE: poolSize, SQL_DEBUG: sqlDebug } = config;
  const db = opening.use(openDatabase<Schema>({ url, poolSize, sqlDebug, log }));
  health.add('postgres', { required: true, check: () => db.ping() });
  const door = new DirectDoor();
  const { HOST: host = '::', PORT: port } = config;
  opening.use(await openHealthServer({ host, port, health, about, routes: door.routes }));
  about.schema = await migrateService({ service: 'workflows', config, folder: migrations, log, signal });

  const cache = opening.use(openCache({ url: redisUrl(config), log }));
  if (cache.configured) health.add('redis', { required: false, check: () => cache.ping() });
  const objects = opening.use(openObjects(bucketOf(config)));
  health.add('objects', { required: false, check: () => objects.ping() });
  const claimCheck = objectClaims(objects);
  const bus = opening.use(
    await connectBus({ ...brokerOf(config), name: 'workflows', door, log, about, claimCheck, signal }),
  );
  health.add('nats', { required: true, check: () => bus.ping() });
  const outbox = opening.use(startOutbox({ db, bus, service: 'workflows', log }));

  const egress = opening.use(openEgress({ allow: config.EGRESS_ALLOW, log }));
  const externalsOf = fetchExternals({ db, bus, egress });
  const planOf = planCache(db, externalsOf);
  const payloads = new Payloads({ bucket: objects, keys: dataKeysOver(bus) });
  const children = new Children({
    db,
    worker: () => worker,
    launch: (launching) => starting.launch(launching),
    planOf,
  });
  const outside = opening.use(new Outside({ db, worker: () => worker }));
  const place = placeOf(config);
  const { bounds, capacity, quota, scheduleQuota } = limitsOf(config);
  const models = modelsOf({ db, cache, config });
  const worker: Worker = opening.use(
    startWorker({
      db,
      cache,
      payloads,
      planOf,
      perform: performEffects({ bus, egress, children, outside, models }),
      onTold: () => outbox.ring(),
      lifecycle: config.LIFECYCLE_EVENTS,
      bounds,
      place,
      capacity,
      log,
    }),
  );
  const starting = launcher({ db, worker, quota });
  const days = { database: config.RETENTION_DAYS, archive: config.ARCHIVE_DAYS };
  opening.use(startMaintenance({ db, objects, payloads, planOf, worker, outside, place, days, log }));
  const hearing = opening.use(startHearing({ db, planOf, now: Date.now, onReached: () => worker.look(), log }));
  opening.use(hearMeshEvents({ db, bus, log, onHeard: () => hearing.ring() }));
  const handlers = [onWorkspaceDeleted()];
  opening.use(consume<Schema>({ db, bus, service: 'workflows', name: 'heard', handlers, log }));
  const mostQueued = quota.queued;
  opening.use(startScheduler({ db, payloads, onFired: () => worker.queue.bell.ring(), mostQueued, log }));
  await worker.registered(signal); // earlier requests would get a 503
  opening.use(
    serveWorkflows({ bus, db, objects, worker, launcher: starting, planOf, externalsOf, models, scheduleQuota }),
  );
  opening.use(serveTriggers({ bus, db, hearing, mostQueued, eventsPerSecond: config.EVENTS_PER_SECOND }));
  opening.use(serveModels({ bus, db, hearing }));
  opening.use(serveQueues({ bus, db, payloads, lines: outside.lines }));
  return opening.move();
}

/** A name that no two live processes share. */
function placeOf({ RAILWAY_REPLICA_ID, PORT }: Config): string {
  return RAILWAY_REPLICA_ID ?? (PORT === 0 ? randomUUID() : `${hostname()}:${PORT}`);
}
