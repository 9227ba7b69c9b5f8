import { brokerOf } from '@mesh/bus/broker-of';
import { connectBus } from '@mesh/bus/connect';
import { openCache } from '@mesh/cache/open';
import * as access from '@mesh/contracts/nats-access';
import * as streams from '@mesh/contracts/streams';
import { openDatabase } from '@mesh/database/open';
import { openEgress } from '@mesh/egress/open';
import { bucketOf } from '@mesh/objects/bucket-of';
import { objectClaims } from '@mesh/objects/claims';
import { openObjects } from '@mesh/objects/open';
import { migrateService } from '@mesh/outbox/migrate-service';
import { startOutbox } from '@mesh/outbox/relay';
import { ConfigError } from '@mesh/runtime/config-error';
import { databaseUrl, redisUrl } from '@mesh/runtime/connection-urls';
import type { Runtime } from '@mesh/runtime/service-process';
import { VerifiedKeys } from './api-key/verified-keys.ts';
import type { Config } from './config.ts';
import { migrations } from './db/migrations.ts';
import type { Schema } from './db/schema.ts';
import { addDocuments } from './documents/add-documents.ts';
import { sweepFeeds } from './feed/feed-store.ts';
import { writeFeeds } from './feed/write-feeds.ts';
import { healthRoutes } from './health/health-routes.ts';
import { watchContracts } from './health/watch-contracts.ts';
import { addHookCalls } from './hook/add-hook-calls.ts';
import { sweepCalls } from './hook/call-store.ts';
import { hookOperations } from './hook/hook-operations.ts';
import { KnownHooks } from './hook/known-hooks.ts';
import { gatewayApp } from './http/app.ts';
import { sweepAnswers } from './http/idempotency/kept-answer-store.ts';
import { keptAnswers } from './http/idempotency/kept-answers.ts';
import { onceByKey } from './http/idempotency/once.ts';
import { local } from './http/local-operation.ts';
import { authenticate, principalOfKey } from './identity/authenticate.ts';
import { bootstrap } from './identity/bootstrap.ts';
import { identityOperations } from './identity/identity-operations.ts';
import { slowGuessing } from './identity/slow-guessing.ts';
import { addLive } from './live/add-live.ts';
import { createStreamTicket } from './live/socket/create-stream-ticket.ts';
import { sweepTickets } from './live/socket/stream-ticket-store.ts';
import { sealingUnder } from './sealing.ts';
import { admitKeys } from './subscribers/admit-keys.ts';
import { getNatsAccess } from './subscribers/get-nats-access.ts';
import { openSubscribers } from './subscribers/open-subscribers.ts';
import { startSweep } from './sweep.ts';
import { deliverWebhooks } from './webhook/deliver-webhooks.ts';
import { sweepDeliveries } from './webhook/delivery-store.ts';
import { webhookOperations } from './webhook/webhook-operations.ts';

/** Opens everything in order; disposing closes it in reverse. It listens once it can answer. */
export async function startGateway(config: Config, { log, health, about, signal }: Runtime): Promise<AsyncDisposable> {
  await using opening = new AsyncDisposableStack();
  const pepper = config.API_KEY_PEPPER;
  const url = databaseUrl(config, 'gateway');
  const singleSession = config.DATABASE_SINGLE_SESSION;
  const { DATABASE_POOL_SIZE: poolSize, SQL_DEBUG: sqlDebug } = config;
  const db = opening.use(openDatabase<Schema>({ url, poolSize, sqlDebug, singleSession, log }));
  health.add('postgres', { required: true, check: () => db.ping() });
  about.schema = await migrateService({ service: 'gateway', config, folder: migrations, log, signal });
  const first = localIdentity(config);
  await bootstrap(db, { ...first, pepper });

  const objects = opening.use(openObjects(bucketOf(config)));
  health.add('objects', { required: false, check: () => objects.ping() });

  const claimCheck = objectClaims(objects);
  const bus = opening.use(await connectBus({ ...brokerOf(config), name: 'gateway', log, about, claimCheck, signal }));
  health.add('nats', { required: true, check: () => bus.ping() });
  const contracts = opening.use(watchContracts(bus, log));
  health.add('contracts', { required: false, check: () => contracts.check() });
  opening.use(startOutbox({ db, bus, service: 'gateway', log }));

  const cache = opening.use(openCache({ url: redisUrl(config), log }));
  if (cache.configured) health.add('redis', { required: false, check: () => cache.ping() });

  opening.use(writeFeeds({ db, bus, cache, log }));

  const identity = { db, pepper, verified: new VerifiedKeys() };
  const whoAsks = slowGuessing(({ headers }) => authenticate(identity, headers));
  const whoHolds = (keyId: string) => principalOfKey(identity, keyId);
  opening.use(openSubscribers({ bus, natsUrl: config.NATS_URL, admit: admitKeys(whoAsks), whoHolds }));
  const sealing = sealingUnder(pepper);
  const egress = opening.use(openEgress({ allow: config.EGRESS_ALLOW, log }));
  opening.use(deliverWebhooks({ db, egress, sealing, log }));
  const answers = keptAnswers(db, sealing);
  const sweeps = [sweepAnswers, sweepFeeds, sweepTickets, sweepDeliveries, sweepCalls];
  opening.use(startSweep({ db, objects, sweeps, log }));

  const asking = { log, bus: () => bus, whoAsks };
  const hooking = { db, bus: asking.bus, sealing, hooks: new KnownHooks(db) };
  const app = gatewayApp({
    ...asking,
    objects,
    locals: [
      ...identityOperations({ ...identity, home: first.workspaceId }),
      local(streams.createStreamTicket, createStreamTicket(db)),
      ...webhookOperations({ db, sealing, egress }),
      ...hookOperations(hooking),
      local(access.getNatsAccess, getNatsAccess(asking.bus, config.NATS_URL)),
    ],
    once: onceByKey(answers, log),
    origins: config.CORS_ALLOW_ORIGINS,
    routes: [
      addDocuments,
      healthRoutes({ health, about, whoAsks }),
      (server) => void addLive(server, { ...asking, whoHolds, db, cache }),
      (server) => addHookCalls(server, hooking),
    ],
  });
  opening.defer(() => app.close());
  await app.listen({ host: config.HOST ?? '::', port: config.PORT });
  return opening.move();
}

function localIdentity(config: Config): { workspaceId: string; apiKey: string } {
  const apiKey = config.API_KEY ?? config.AUTOMATOS_API_KEY ?? config.ORCHESTRATOR_API_KEY;
  if (!apiKey || !config.DEFAULT_WORKSPACE_ID)
    throw new ConfigError([`${apiKey ? 'DEFAULT_WORKSPACE_ID' : 'API_KEY'}: required by the local edition`]);
  return { workspaceId: config.DEFAULT_WORKSPACE_ID, apiKey };
}
