import type { HandlerOf } from '@mesh/bus/serve';
import type * as credentials from '@mesh/contracts/credentials';
import { idCursor } from '@mesh/contracts/id-cursor';
import { DEFAULT_LIMIT } from '@mesh/contracts/operation';
import { type Audited, audited } from '../audit/audited.ts';
import { findCredential } from '../credential/credential-store.ts';
import { existing } from '../credential/shown-credential.ts';
import { dependentsOf } from './dependent-store.ts';

export function listCredentialDependents(needs: Audited): HandlerOf<typeof credentials.listCredentialDependents> {
  return async ({ params, query: { limit = DEFAULT_LIMIT, cursor } }, context) => {
    const act = { action: 'credential.read', resource: { type: 'credential' as const, id: params.credentialId } };
    return audited(needs, context, act, async (trx) => {
      const credential = existing(await findCredential(trx, params.credentialId));
      const found = await dependentsOf(trx, credential, { after: idCursor('wf', cursor), limit: limit + 1 });
      const items = found.slice(0, limit);
      return { items, nextCursor: found.length > limit ? (items.at(-1)?.workflowId ?? null) : null };
    });
  };
}
