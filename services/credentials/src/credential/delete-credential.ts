import type { HandlerOf } from '@mesh/bus/serve';
import type * as credentials from '@mesh/contracts/credentials';
import { credentialDeleted } from '@mesh/contracts/credentials-events';
import { record } from '@mesh/outbox/record';
import { type Audited, audited } from '../audit/audited.ts';
import { lockCredential, removeCredential } from './credential-store.ts';
import { checkIfMatch, existing, namedCredential } from './shown-credential.ts';

export function deleteCredential(needs: Audited): HandlerOf<typeof credentials.deleteCredential> {
  return async ({ params, headers }, context) => {
    const act = { action: 'credential.delete', resource: { type: 'credential' as const, id: params.credentialId } };
    return audited(needs, context, act, async (trx) => {
      const { workspaceId } = context;
      const row = existing(await lockCredential(trx, params.credentialId));
      checkIfMatch(headers['if-match'], row);
      await removeCredential(trx, row.id);
      await record(trx, credentialDeleted, { workspaceId, subject: row.id, data: namedCredential(row) });
      return {};
    });
  };
}
