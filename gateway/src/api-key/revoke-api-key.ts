import type * as contract from '@mesh/contracts/gateway';
import { apiKeyRevoked } from '@mesh/contracts/gateway-events';
import { record } from '@mesh/outbox/record';
import type { LocalHandler } from '../http/local-operation.ts';
import { lockKey, revokeKey } from './api-key-store.ts';
import type { KeyNeeds } from './key-needs.ts';

export function revokeApiKey({
  db,
  verified,
}: Pick<KeyNeeds, 'db' | 'verified'>): LocalHandler<typeof contract.revokeApiKey> {
  return async ({ params: { apiKeyId } }, { principal: { workspaceId } }) => {
    await db.inWorkspace(workspaceId, async (trx) => {
      await lockKey(trx, apiKeyId);
      await revokeKey(trx, apiKeyId);
      await record(trx, apiKeyRevoked, { workspaceId, subject: apiKeyId, data: { apiKeyId } });
    });
    verified.forget(apiKeyId);
    return {};
  };
}
