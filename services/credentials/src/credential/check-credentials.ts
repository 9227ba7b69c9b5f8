import type { HandlerOf } from '@mesh/bus/handler';
import type * as credentials from '@mesh/contracts/credentials';
import { type Audited, audited, credentialAct } from '../audit/audited.ts';
import { findExisting } from './credential-store.ts';

/** That something does not exist is information too, so this is audited like a list. */
export function checkCredentials(needs: Audited): HandlerOf<typeof credentials.checkCredentials> {
  return async ({ body: { credentials: wanted, environment } }, context) => {
    const act = credentialAct('credential.list', '*');
    return audited(needs, context, act, async (trx) => {
      const existing = await findExisting(trx, wanted, environment);
      return { missing: wanted.filter((one) => !existing.has(one)) };
    });
  };
}
