import type { Database } from '@mesh/database/database';
import { ConfigError } from '@mesh/runtime/config-error';
import type { Schema } from '../db/schema.ts';
import { rootKeyIdsInUse } from './key-store.ts';
import type { RootKeys } from './root-keys.ts';

/** Refuses to start with other root keys than the stored secrets were sealed under. Throws `ConfigError`. */
export async function checkRootKeys(db: Database<Schema>, roots: RootKeys): Promise<void> {
  const missing = (await db.asSystem(rootKeyIdsInUse)).filter((id) => !roots.all.has(id));
  if (missing.length > 0) {
    throw new ConfigError([`ENCRYPTION_KEY: the root key with the id ${missing.join(', ')} is missing`]);
  }
}
