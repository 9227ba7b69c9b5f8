import type { HandlerOf } from '@mesh/bus/handler';
import type * as credentials from '@mesh/contracts/credentials';
import { numberCursor } from '@mesh/contracts/cursor';
import { readPage } from '@mesh/contracts/page';
import { type Audited, audited, credentialAct } from '../audit/audited.ts';
import { findCredential, findVersions } from './credential-store.ts';
import { existing } from './shown-credential.ts';

export function listCredentialVersions(needs: Audited): HandlerOf<typeof credentials.listCredentialVersions> {
  return async ({ params, query: { limit, cursor } }, context) => {
    const act = credentialAct('credential.read', params.credentialId);
    return audited(needs, context, act, async (trx) => {
      const credential = existing(await findCredential(trx, params.credentialId));
      const before = numberCursor(cursor);
      const read = (most: number) => findVersions(trx, credential.id, { before, limit: most });
      const show = ({ createdAt, ...row }: Awaited<ReturnType<typeof read>>[number]) => ({
        ...row,
        createdAt: createdAt.toISOString(),
        current: row.version === credential.version,
      });
      return readPage(limit, read, { show, at: ({ version }) => String(version) });
    });
  };
}
