import type { HandlerOf } from '@mesh/bus/serve';
import type * as credentials from '@mesh/contracts/credentials';
import { type Audited, audited } from '../audit/audited.ts';
import { findCredential } from './credential-store.ts';
import { dataForUse } from './secret-data.ts';
import { existing } from './shown-credential.ts';

export function revealCredential(needs: Audited): HandlerOf<typeof credentials.revealCredential> {
  return async ({ params }, context) => {
    const act = { action: 'credential.reveal', resource: { type: 'credential' as const, id: params.credentialId } };
    return audited(needs, context, act, async (trx, keys) => {
      const credential = existing(await findCredential(trx, params.credentialId));
      const data = await dataForUse(trx, keys, { workspaceId: context.workspaceId, credential });
      return { data, version: credential.version };
    });
  };
}
