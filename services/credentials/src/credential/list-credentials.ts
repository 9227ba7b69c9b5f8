import type { HandlerOf } from '@mesh/bus/handler';
import type * as credentials from '@mesh/contracts/credentials';
import { idCursor } from '@mesh/contracts/cursor';
import { readPage } from '@mesh/contracts/page';
import { type Audited, audited, credentialAct } from '../audit/audited.ts';
import { findCredentials } from './credential-store.ts';
import { shownCredential } from './shown-credential.ts';

export function listCredentials(needs: Audited): HandlerOf<typeof credentials.listCredentials> {
  return async ({ query: { limit, cursor, ...filter } }, context) => {
    const act = credentialAct('credential.list', '*');
    return audited(needs, context, act, async (trx) => {
      const before = idCursor('cred', cursor);
      const read = (most: number) => findCredentials(trx, filter, { before, limit: most });
      return readPage(limit, read, { show: shownCredential, at: ({ id }) => id });
    });
  };
}
