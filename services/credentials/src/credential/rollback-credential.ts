import type { HandlerOf } from '@mesh/bus/handler';
import { credentialEtag } from '@mesh/contracts/credential-shapes';
import type * as credentials from '@mesh/contracts/credentials';
import { credentialUpdated } from '@mesh/contracts/credentials-events';
import { checkIfMatch } from '@mesh/contracts/if-match';
import { MeshError } from '@mesh/contracts/mesh-error';
import { record } from '@mesh/outbox/record';
import { type Audited, audited, credentialAct } from '../audit/audited.ts';
import type { Catalogue } from '../types/catalogue.ts';
import { addVersion } from './add-version.ts';
import { changeCredential, findVersion, lockCredential } from './credential-store.ts';
import { openData } from './secret-data.ts';
import { existing, namedCredential, shownCredential } from './shown-credential.ts';
import { typeOf } from './type-of.ts';

/** Version numbers only grow: the old data is encrypted again as the newest version. */
export function rollbackCredential(
  needs: Audited,
  catalogue: Catalogue,
): HandlerOf<typeof credentials.rollbackCredential> {
  return async ({ params, headers, body }, context) => {
    const act = credentialAct('credential.rollback', params.credentialId, { version: body.version });
    return audited(needs, context, act, async (trx, keys) => {
      const { workspaceId } = context;
      const before = existing(await lockCredential(trx, params.credentialId));
      checkIfMatch(headers, credentialEtag(before), 'the credential');
      const old = await findVersion(trx, before.id, body.version);
      if (!old) throw new MeshError('unprocessable', 'the credential has no such version');
      const type = typeOf(catalogue, before);
      const place = { workspaceId, credentialId: before.id, version: old.version, type: type.name };
      const data = openData(keys, place, old.envelope);
      const row = await changeCredential(
        trx,
        before.id,
        await addVersion({ trx, keys, context, credential: before, type, data }),
      );
      const told = { ...namedCredential(row), version: row.version, changed: ['data'] };
      await record(trx, credentialUpdated, { workspaceId, subject: row.id, data: told });
      return shownCredential(row);
    });
  };
}
