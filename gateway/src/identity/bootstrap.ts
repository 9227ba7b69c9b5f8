import { parseApiKey } from '@mesh/contracts/api-key';
import { scopes } from '@mesh/contracts/scope';
import type { Database } from '@mesh/database/database';
import { ConfigError } from '@mesh/runtime/config-error';
import { insertKey, replaceScopes } from '../api-key/api-key-store.ts';
import { keyHash } from '../api-key/key-hash.ts';
import type { Schema } from '../db/schema.ts';
import { insertWorkspace } from '../workspace/workspace-store.ts';

/**
 * Creates the workspace and the key of the local edition, which holds every scope. Throws `ConfigError` for a malformed key.
 */
export async function bootstrap(
  db: Database<Schema>,
  { workspaceId, apiKey, pepper }: { workspaceId: string; apiKey: string; pepper: string },
): Promise<void> {
  const key = parseApiKey(apiKey);
  if (!key) throw new ConfigError(['API_KEY: expected amk_<id>_<secret>_<crc32>']);
  const hash = keyHash(key, pepper);
  await db.inWorkspace(workspaceId, async (trx) => {
    await insertWorkspace(trx, { id: workspaceId, name: 'local' });
    await insertKey(trx, { id: key.id, workspaceId, name: 'local key', hash, scopes: [...scopes] });
    await replaceScopes(trx, key.id, [...scopes]);
  });
}
