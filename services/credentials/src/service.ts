import { brokerOf } from '@mesh/bus/broker-of';
import { connectBus } from '@mesh/bus/connect';
import { DirectDoor } from '@mesh/bus/direct/direct-door';
import { openDatabase } from '@mesh/database/open';
import { openEgress } from '@mesh/egress/open';
import { consume } from '@mesh/outbox/consume';
import { migrateService } from '@mesh/outbox/migrate-service';
import { startOutbox } from '@mesh/outbox/relay';
import { databaseUrl } from '@mesh/runtime/connection-urls';
import { openHealthServer } from '@mesh/runtime/health-server';
import type { Runtime } from '@mesh/runtime/service-process';
import { openCheckpointBucket } from './audit/chain/open-checkpoint-bucket.ts';
import type { Config } from './config.ts';
import { openDecisions } from './credential/open-decisions.ts';
import { checkRootKeys } from './crypto/check-root-keys.ts';
import { KeyRing } from './crypto/key-ring.ts';
import { keyServiceHost, openKeyProvider } from './crypto/provider/open-key-provider.ts';
import { migrations } from './db/migrations.ts';
import type { Schema } from './db/schema.ts';
import { onWorkflowTold } from './dependent/on-workflow-told.ts';
import { tellExpiries } from './expiry/tell-expiries.ts';
import { keepKeysAndAudit } from './keep-keys-and-audit.ts';
import { AccessTokens } from './oauth2/access-tokens.ts';
import { openClaims } from './open-claims.ts';
import { onWorkspaceDeleted } from './rotation/destroy-workspace-keys.ts';
import { serveCredentials } from './serve-credentials.ts';
import { readCatalogue } from './types/catalogue.ts';

/** Opens everything in order; disposing closes it in reverse order, each step after the previous one. */
export async function startCredentials(
  config: Config,
  { log, health, about, signal }: Runtime,
): Promise<AsyncDisposable> {
  await using opening = new AsyncDisposableStack();
  const keyService = keyServiceHost(config);
  const toKeyService = opening.use(openEgress({ allow: keyService ? [keyService] : [], log }));
  const provider = await openKeyProvider(config, toKeyService);
  const egress = opening.use(openEgress({ allow: config.EGRESS_ALLOW, log }));
  const catalogue = await readCatalogue();
  const url = databaseUrl(config, 'credentials');
  const singleSession = config.DATABASE_SINGLE_SESSION;

  const { DATABASE_POOL_SIZE: poolSize, SQL_DEBUG: sqlDebug } = config;
  const db = opening.use(openDatabase<Schema>({ url, poolSize, sqlDebug, singleSession, log }));
  health.add('postgres', { required: true, check: () => db.ping() });
  const door = new DirectDoor();
  const { HOST: host = '::', PORT: port } = config;
  opening.use(await openHealthServer({ host, port, health, about, routes: door.routes }));
  about.schema = await migrateService({ service: 'credentials', config, folder: migrations, log, signal });
  await checkRootKeys(db, provider);

  const claimCheck = openClaims(config, opening);
  const bus = opening.use(
    await connectBus({ ...brokerOf(config), name: 'credentials', door, log, about, claimCheck, signal }),
  );
  health.add('nats', { required: true, check: () => bus.ping() });
  opening.use(startOutbox({ db, bus, service: 'credentials', log }));
  const keys = new KeyRing(db, provider);
  const decisions = openDecisions({ db, keys, log });
  const tokens = new AccessTokens({ db, keys, egress });
  const redirectUri = config.PUBLIC_URL && new URL('/v1/oauth2/callback', config.PUBLIC_URL).href;
  const revealsPerMinute = config.REVEALS_PER_MINUTE;
  const bucket = openCheckpointBucket(config, health, opening);
  const needs = {
    db,
    log,
    egress,
    catalogue,
    keys,
    decisions,
    provider,
    bucket,
    tokens,
    redirectUri,
    revealsPerMinute,
  };
  opening.use(keepKeysAndAudit(needs, config.AUDIT_RETENTION_DAYS));
  opening.use(tellExpiries({ db, log }));
  const hearing = { db, bus, service: 'credentials', log } as const;
  opening.use(consume<Schema>({ ...hearing, name: 'heard', handlers: [onWorkspaceDeleted(needs)] }));
  opening.use(consume<Schema>({ ...hearing, name: 'heard-workflows', handlers: onWorkflowTold() }));
  opening.use(serveCredentials(bus, needs));
  return opening.move();
}
