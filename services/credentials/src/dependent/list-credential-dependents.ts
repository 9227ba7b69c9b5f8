import type { HandlerOf } from '@mesh/bus/handler';
import type * as credentials from '@mesh/contracts/credentials';
import { idCursor } from '@mesh/contracts/cursor';
import { readPage } from '@mesh/contracts/page';
import { type Audited, audited, credentialAct } from '../audit/audited.ts';
import { findCredential } from '../credential/credential-store.ts';
import { existing } from '../credential/shown-credential.ts';
import { dependentsOf } from './dependent-store.ts';

export function listCredentialDependents(needs: Audited): HandlerOf<typeof credentials.listCredentialDependents> {
  return async ({ params, query: { limit, cursor } }, context) => {
    const act = credentialAct('credential.read', params.credentialId);
    return audited(needs, context, act, async (trx) => {
      const credential = existing(await findCredential(trx, params.credentialId));
      const after = idCursor('wf', cursor);
      const read = (most: number) => dependentsOf(trx, credential, { after, limit: most });
      return readPage(limit, read, { show: (row) => row, at: ({ workflowId }) => workflowId });
    });
  };
}
