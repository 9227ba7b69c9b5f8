import type { Service } from '@mesh/contracts/operation';
import { migrate } from '@mesh/database/migrate';
import { readConfig } from '@mesh/runtime/config';
import { ConfigError } from '@mesh/runtime/config-error';
import { type DatabaseVariables, databaseUrl } from '@mesh/runtime/connection-urls';
import { type Level, type Log, openLog } from '@mesh/runtime/log';
import type { z } from 'zod';
import { outboxMigrations } from './migrations.ts';

type Needs = {
  readonly service: Service;
  readonly config: DatabaseVariables;
  /** The service's own schema steps. */
  readonly folder: URL;
  readonly log: Log;
  readonly signal?: AbortSignal;
};

/**
 * Migrates a service's schema including its outbox, as the owner if the environment names one, and grants the login user
 * access. Returns the newest step.
 */
export async function migrateService({ service, config, folder, ...rest }: Needs): Promise<string | undefined> {
  const url = databaseUrl(config, service);
  const logins = [new URL(url).username];
  const owner = config.DATABASE_MIGRATION_URL ?? url;
  return migrate({ url: owner, logins, folders: [outboxMigrations, folder], ...rest });
}

type Variables = DatabaseVariables & { readonly LOG_LEVEL: Level };

/** The same as a program, which a platform runs before it deploys: reports everything that is wrong with `env`. */
export async function runMigration<S extends z.ZodType<Variables>>({
  service,
  environmentSchema,
  env,
  folder,
}: Pick<Needs, 'service' | 'folder'> & {
  readonly environmentSchema: S;
  readonly env: NodeJS.ProcessEnv;
}): Promise<void> {
  try {
    const config = readConfig(environmentSchema, env);
    await migrateService({ service, config, folder, log: openLog(service, config.LOG_LEVEL) });
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    for (const line of error.lines) console.error(`${service}: ${line}`);
    process.exitCode = 1;
  }
}
