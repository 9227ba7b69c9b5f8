import type { HandlerOf } from '@mesh/bus/handler';
import type * as credentials from '@mesh/contracts/credentials';
import { credentialCreated } from '@mesh/contracts/credentials-events';
import { newId } from '@mesh/contracts/id';
import { MeshError } from '@mesh/contracts/mesh-error';
import { violatedUnique } from '@mesh/database/translate';
import { record } from '@mesh/outbox/record';
import { type Audited, audited, credentialAct } from '../audit/audited.ts';
import type { Catalogue } from '../types/catalogue.ts';
import { checkData } from './check-data.ts';
import { findCredential, insertCredential, insertVersion } from './credential-store.ts';
import { masked } from './masked.ts';
import { sealData } from './secret-data.ts';
import { existing, namedCredential, nameTaken, shownCredential } from './shown-credential.ts';

/** A repeated request with the same id creates one credential. */
export function createCredential(needs: Audited, catalogue: Catalogue): HandlerOf<typeof credentials.createCredential> {
  return async ({ body: { data: given, description = null, expiresAt = null, ...body } }, context) => {
    const { workspaceId, newId: id = newId('cred') } = context;
    const act = credentialAct('credential.create', id);
    return audited(needs, context, act, async (trx, keys) => {
      const type = catalogue.get(body.type);
      if (!type) throw unknownType(body.type);
      const data = checkData(type, given);
      const fields = JSON.stringify(masked(type, data));
      const row = { ...body, description, expiresAt, workspaceId, id, fields };
      const made = await insertCredential(trx, row).catch((error) => nameTaken(violatedUnique(error), error));
      if (!made) return shownCredential(existing(await findCredential(trx, id)));
      const { version } = made;
      const place = { workspaceId, credentialId: id, version };
      const envelope = sealData(keys, { ...place, type: made.type }, data);
      await insertVersion(trx, { ...place, envelope, fields, createdBy: context.principal.id });
      await record(trx, credentialCreated, { workspaceId, subject: id, data: { ...namedCredential(made), version } });
      return shownCredential(made);
    });
  };
}

function unknownType(name: string): MeshError {
  const errors = [{ pointer: '/body/type', message: 'no such type' }];
  return new MeshError('unprocessable', `there is no credential type ${name}`, { errors });
}
