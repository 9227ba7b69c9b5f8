import type { HandlerOf } from '@mesh/bus/serve';
import type * as credentials from '@mesh/contracts/credentials';
import { idCursor } from '@mesh/contracts/id-cursor';
import { DEFAULT_LIMIT } from '@mesh/contracts/operation';
import { type Audited, audited } from '../audit/audited.ts';
import { findCredentials } from './credential-store.ts';
import { shownCredential } from './shown-credential.ts';

export function listCredentials(needs: Audited): HandlerOf<typeof credentials.listCredentials> {
  return async ({ query: { limit = DEFAULT_LIMIT, cursor, ...filter } }, context) => {
    const act = { action: 'credential.list', resource: { type: 'credential' as const, id: '*' } };
    return audited(needs, context, act, async (trx) => {
      const rows = await findCredentials(trx, { ...filter, before: idCursor('cred', cursor) }, limit + 1);
      const items = rows.slice(0, limit).map(shownCredential);
      return { items, nextCursor: rows.length > limit ? (items.at(-1)?.id ?? null) : null };
    });
  };
}
