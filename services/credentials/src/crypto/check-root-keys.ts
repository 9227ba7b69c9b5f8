import type { Database } from '@mesh/database/database';
import { ConfigError } from '@mesh/runtime/config-error';
import type { Schema } from '../db/schema.ts';
import { keysByRoot } from './key-store.ts';
import type { KeyProvider } from './provider/key-provider.ts';

/** Throws `ConfigError` if a root key is missing that a stored key still needs. */
export async function checkRootKeys(db: Database<Schema>, provider: KeyProvider): Promise<void> {
  const missing = [...(await db.asSystem(keysByRoot)).keys()].filter((kid) => !provider.knows(kid));
  if (missing.length > 0) {
    throw new ConfigError([`ENCRYPTION_KEY: the root key with the id ${missing.join(', ')} is missing`]);
  }
}
