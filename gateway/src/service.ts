import { connectBus } from '@mesh/bus/connect';
import { openCache } from '@mesh/cache/open';
import { migrate } from '@mesh/database/migrate';
import { openDatabase } from '@mesh/database/open';
import { outboxMigrations } from '@mesh/outbox/migrations';
import { startOutbox } from '@mesh/outbox/relay';
import { ConfigError } from '@mesh/runtime/config-error';
import { databaseUrl, redisUrl } from '@mesh/runtime/connection-urls';
import { registerHealth } from '@mesh/runtime/health-routes';
import type { Runtime } from '@mesh/runtime/service-process';
import type { Config } from './config.ts';
import { migrations } from './db/migrations.ts';
import type { Schema } from './db/schema.ts';
import { gatewayApp } from './http/app.ts';
import type { RouteNeeds } from './http/operation-route.ts';
import { apiKeyOperations } from './identity/api-keys.ts';
import { authenticate } from './identity/authenticate.ts';
import { bootstrap } from './identity/bootstrap.ts';
import { workspaceOperations } from './identity/workspaces.ts';
import { addExecutionEvents } from './live/execution-events.ts';

/** Opens everything in order; disposing closes it in the opposite order. It listens once it can answer. */
export async function startGateway(config: Config, { log, health, about, signal }: Runtime): Promise<AsyncDisposable> {
  await using opening = new AsyncDisposableStack();
  const pepper = config.API_KEY_PEPPER;
  const url = databaseUrl(config, 'gateway');
  const singleSession = config.DATABASE_SINGLE_SESSION;
  const db = opening.use(openDatabase<Schema>({ url, poolSize: config.DATABASE_POOL_SIZE, singleSession, log }));
  health.add('postgres', { required: true, check: () => db.ping() });
  await migrate({
    url: config.DATABASE_MIGRATION_URL ?? url,
    logins: [new URL(url).username],
    folders: [outboxMigrations, migrations],
    log,
    signal,
  });
  await bootstrap(db, { ...localIdentity(config), pepper });

  const signing = { signingKey: config.PRINCIPAL_SIGNING_KEY, publicKeys: config.PRINCIPAL_PUBLIC_KEYS };
  const bus = opening.use(await connectBus({ url: config.NATS_URL, name: 'gateway', log, about, signal, ...signing }));
  health.add('nats', { required: true, check: () => bus.ping() });
  opening.use(startOutbox({ db, bus, service: 'gateway', log }));

  const cache = opening.use(openCache({ url: redisUrl(config), log }));
  if (cache.configured) health.add('redis', { required: false, check: () => cache.ping() });

  const needs: RouteNeeds = {
    bus: () => bus,
    locals: [...workspaceOperations(db, pepper), ...apiKeyOperations(db, pepper)],
    whoAsks: (request) => authenticate(db, pepper, request.headers),
  };
  const app = gatewayApp({ ...needs, log });
  addExecutionEvents(app, { ...needs, cache, log });
  registerHealth(app, { health, about });
  opening.defer(() => app.close());
  await app.listen({ host: config.HOST ?? '127.0.0.1', port: config.PORT });
  return opening.move();
}

function localIdentity(config: Config): { workspaceId: string; apiKey: string } {
  const apiKey = config.API_KEY ?? config.AUTOMATOS_API_KEY ?? config.ORCHESTRATOR_API_KEY;
  if (!apiKey || !config.DEFAULT_WORKSPACE_ID)
    throw new ConfigError([`${apiKey ? 'DEFAULT_WORKSPACE_ID' : 'API_KEY'}: required by the local edition`]);
  return { workspaceId: config.DEFAULT_WORKSPACE_ID, apiKey };
}
