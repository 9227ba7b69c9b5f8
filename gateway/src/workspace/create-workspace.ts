import { formatApiKey, newApiKey } from '@mesh/contracts/api-key';
import type * as contract from '@mesh/contracts/gateway';
import { workspaceCreated } from '@mesh/contracts/gateway-events';
import { newId } from '@mesh/contracts/id';
import { scopes } from '@mesh/contracts/scope';
import { record } from '@mesh/outbox/record';
import { firstKeyId, insertKey, replaceHash } from '../api-key/api-key-store.ts';
import { keyHash } from '../api-key/key-hash.ts';
import type { KeyNeeds } from '../api-key/key-needs.ts';
import type { Trx } from '../db/schema.ts';
import type { LocalHandler } from '../http/local-operation.ts';
import { shownWorkspace } from './shown-workspace.ts';
import { insertWorkspace, workspaceOf } from './workspace-store.ts';

export function createWorkspace({
  db,
  pepper,
}: Pick<KeyNeeds, 'db' | 'pepper'>): LocalHandler<typeof contract.createWorkspace> {
  return ({ body: { name } }, { newId: id = newId('ws') }) =>
    db.inWorkspace(id, async (trx) => {
      const row = await insertWorkspace(trx, { id, name });
      if (!row) return { ...shownWorkspace(await workspaceOf(trx, id)), apiKey: await renewFirstKey(trx, pepper) };
      const key = newApiKey();
      const hash = keyHash(key, pepper);
      await insertKey(trx, { id: key.id, workspaceId: id, name: 'first key', hash, scopes: [...scopes] });
      await record(trx, workspaceCreated, { workspaceId: id, subject: id, data: { workspaceId: id, name } });
      return { ...shownWorkspace(row), apiKey: formatApiKey(key) };
    });
}

/** For a repeated creation: the first key was never shown, so it may get a new secret. */
async function renewFirstKey(trx: Trx, pepper: string): Promise<string> {
  const key = newApiKey(await firstKeyId(trx));
  await replaceHash(trx, key.id, keyHash(key, pepper));
  return formatApiKey(key);
}
