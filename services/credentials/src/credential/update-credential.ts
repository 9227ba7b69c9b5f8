import type { HandlerOf } from '@mesh/bus/handler';
import { credentialEtag } from '@mesh/contracts/credential-shapes';
import type * as credentials from '@mesh/contracts/credentials';
import { credentialUpdated } from '@mesh/contracts/credentials-events';
import { checkIfMatch } from '@mesh/contracts/if-match';
import { violatedUnique } from '@mesh/database/translate';
import { record } from '@mesh/outbox/record';
import { type Audited, audited, credentialAct } from '../audit/audited.ts';
import type { Catalogue } from '../types/catalogue.ts';
import { addVersion } from './add-version.ts';
import { checkData } from './check-data.ts';
import { changeCredential, lockCredential } from './credential-store.ts';
import { existing, namedCredential, nameTaken, shownCredential } from './shown-credential.ts';
import { typeOf } from './type-of.ts';

export function updateCredential(needs: Audited, catalogue: Catalogue): HandlerOf<typeof credentials.updateCredential> {
  return async ({ params, headers, body: { data, ...change } }, context) => {
    const changed = [...Object.keys(change), ...(data ? ['data'] : [])];
    const act = credentialAct('credential.update', params.credentialId, { changed });
    return audited(needs, context, act, async (trx, keys) => {
      const { workspaceId } = context;
      const before = existing(await lockCredential(trx, params.credentialId));
      checkIfMatch(headers, credentialEtag(before), 'the credential');
      const type = typeOf(catalogue, before);
      const renewed =
        data && (await addVersion({ trx, keys, context, credential: before, type, data: checkData(type, data) }));
      const given = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
      const row = await changeCredential(trx, before.id, { ...given, ...renewed }).catch((error) =>
        nameTaken(violatedUnique(error), error),
      );
      const told = { ...namedCredential(row), version: row.version, changed };
      await record(trx, credentialUpdated, { workspaceId, subject: row.id, data: told });
      return shownCredential(row);
    });
  };
}
