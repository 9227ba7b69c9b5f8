import type * as contract from '@mesh/contracts/gateway';
import type { LocalHandler } from '../http/local-operation.ts';
import { addApiKey } from './add-api-key.ts';
import type { KeyNeeds } from './key-needs.ts';
import { refuseOver } from './refuse-over.ts';

const past = [{ pointer: '/body/expiresAt', message: 'expected a moment to come' }];

export function createApiKey({
  db,
  pepper,
}: Pick<KeyNeeds, 'db' | 'pepper'>): LocalHandler<typeof contract.createApiKey> {
  return ({ body: { name, scopes, expiresAt, allowedOrigins = [] } }, context) => {
    const values = { name, scopes, expiresAt: expiresAt === undefined ? null : new Date(expiresAt), allowedOrigins };
    return db.inWorkspace(context.principal.workspaceId, async (trx) => {
      const made = await addApiKey(trx, values, pepper, context);
      refuseOver(made, 'a key that is over already would never work', past);
      return made;
    });
  };
}
