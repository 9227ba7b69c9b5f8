import type { HandlerOf } from '@mesh/bus/handler';
import { credentialEtag } from '@mesh/contracts/credential-shapes';
import type * as credentials from '@mesh/contracts/credentials';
import { credentialDeleted } from '@mesh/contracts/credentials-events';
import { checkIfMatch } from '@mesh/contracts/if-match';
import { MeshError } from '@mesh/contracts/mesh-error';
import { record } from '@mesh/outbox/record';
import { type Audited, audited, credentialAct } from '../audit/audited.ts';
import type { CredentialRow, Trx } from '../db/schema.ts';
import { dependentsOf } from '../dependent/dependent-store.ts';
import { lockCredential, removeCredential } from './credential-store.ts';
import { existing, namedCredential } from './shown-credential.ts';

export function deleteCredential(needs: Audited): HandlerOf<typeof credentials.deleteCredential> {
  return async ({ params, query: { force }, headers }, context) => {
    const act = credentialAct('credential.delete', params.credentialId, { force: force === 'true' });
    return audited(needs, context, act, async (trx) => {
      const { workspaceId } = context;
      const row = existing(await lockCredential(trx, params.credentialId));
      checkIfMatch(headers, credentialEtag(row), 'the credential');
      if (force !== 'true') await refuseWhileUsed(trx, row);
      await removeCredential(trx, row.id);
      await record(trx, credentialDeleted, { workspaceId, subject: row.id, data: namedCredential(row) });
      return {};
    });
  };
}

async function refuseWhileUsed(trx: Trx, row: CredentialRow): Promise<void> {
  const dependents = await dependentsOf(trx, row);
  if (dependents.length === 0) return;
  throw new MeshError(
    'conflict',
    'workflows use this credential; archive them first, or delete it with `?force=true`',
    {
      extra: { dependents },
    },
  );
}
