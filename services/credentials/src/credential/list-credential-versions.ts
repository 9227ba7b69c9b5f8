import type { HandlerOf } from '@mesh/bus/serve';
import type * as credentials from '@mesh/contracts/credentials';
import { DEFAULT_LIMIT } from '@mesh/contracts/operation';
import { type Audited, audited } from '../audit/audited.ts';
import { seqOf } from '../audit/seq-cursor.ts';
import { findCredential, findVersions } from './credential-store.ts';
import { existing } from './shown-credential.ts';

const BEYOND = 2 ** 31 - 1;

export function listCredentialVersions(needs: Audited): HandlerOf<typeof credentials.listCredentialVersions> {
  return async ({ params, query: { limit = DEFAULT_LIMIT, cursor } }, context) => {
    const act = { action: 'credential.read', resource: { type: 'credential' as const, id: params.credentialId } };
    return audited(needs, context, act, async (trx) => {
      const credential = existing(await findCredential(trx, params.credentialId));
      const rows = await findVersions(trx, credential.id, seqOf(cursor) ?? BEYOND, limit + 1);
      const items = rows.slice(0, limit).map(({ createdAt, ...row }) => ({
        ...row,
        createdAt: createdAt.toISOString(),
        current: row.version === credential.version,
      }));
      return { items, nextCursor: rows.length > limit ? String(items.at(-1)?.version) : null };
    });
  };
}
