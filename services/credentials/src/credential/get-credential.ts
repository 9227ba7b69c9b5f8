import type { HandlerOf } from '@mesh/bus/handler';
import type * as credentials from '@mesh/contracts/credentials';
import { type Audited, audited, credentialAct } from '../audit/audited.ts';
import { findCredential } from './credential-store.ts';
import { existing, shownCredential } from './shown-credential.ts';

export function getCredential(needs: Audited): HandlerOf<typeof credentials.getCredential> {
  return async ({ params }, context) => {
    const act = credentialAct('credential.read', params.credentialId);
    return audited(needs, context, act, async (trx) =>
      shownCredential(existing(await findCredential(trx, params.credentialId))),
    );
  };
}
