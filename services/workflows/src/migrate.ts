import { migrate } from '@mesh/database/migrate';
import { outboxMigrations } from '@mesh/outbox/migrations';
import { databaseUrl } from '@mesh/runtime/connection-urls';
import { openLog } from '@mesh/runtime/log';
import { readServiceConfig } from './config.ts';
import { migrations } from './db/migrations.ts';

/** Brings the schema up and ends: what a platform runs before it deploys. */
const config = readServiceConfig(process.env);
const url = databaseUrl(config, 'workflows');
await migrate({
  url: config.DATABASE_MIGRATION_URL ?? url,
  logins: [new URL(url).username],
  folders: [outboxMigrations, migrations],
  log: openLog('workflows', config.LOG_LEVEL),
});
