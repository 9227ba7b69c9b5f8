import type * as contract from '@mesh/contracts/gateway';
import type { LocalHandler } from '../http/local-operation.ts';
import { addApiKey } from './add-api-key.ts';
import { endKeyWithin, lockKey } from './api-key-store.ts';
import type { KeyNeeds } from './key-needs.ts';
import { refuseOver } from './refuse-over.ts';

/** A new key with the same scopes; the old one stays valid for the overlap. */
export function rotateApiKey({ db, pepper, verified }: KeyNeeds): LocalHandler<typeof contract.rotateApiKey> {
  return async ({ params: { apiKeyId }, body }, context) => {
    const made = await db.inWorkspace(context.principal.workspaceId, async (trx) => {
      const { name, scopes, expiresAt, allowedOrigins } = await lockKey(trx, apiKeyId);
      await endKeyWithin(trx, apiKeyId, body.overlapSeconds);
      const next = await addApiKey(trx, { name, scopes, expiresAt, allowedOrigins }, pepper, context);
      refuseOver(next, 'the key is over, and so would be the one in its place: create another');
      return next;
    });
    verified.forget(apiKeyId);
    return made;
  };
}
