import type * as contract from '@mesh/contracts/gateway';
import type { LocalHandler } from '../http/local-operation.ts';
import { addApiKey } from './add-api-key.ts';
import type { Identity } from './identity.ts';

export function createApiKey({
  db,
  pepper,
}: Pick<Identity, 'db' | 'pepper'>): LocalHandler<typeof contract.createApiKey> {
  return ({ body: { name, scopes, expiresAt } }, context) => {
    const values = { name, scopes, expiresAt: expiresAt === undefined ? null : new Date(expiresAt) };
    return db.inWorkspace(context.principal.workspaceId, (trx) => addApiKey(trx, values, pepper, context));
  };
}
