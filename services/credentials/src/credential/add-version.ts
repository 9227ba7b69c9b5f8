import type { CallContext } from '@mesh/bus/handler';
import type { WorkspaceKeys } from '../crypto/workspace-keys.ts';
import type { CredentialRow, Fields, Trx } from '../db/schema.ts';
import type { CredentialType } from '../types/credential-type.ts';
import { insertVersion } from './credential-store.ts';
import { masked } from './masked.ts';
import { sealData } from './secret-data.ts';

/** Encrypts `data` as the next version of a locked credential. Returns what changes in its row. */
export async function addVersion({
  trx,
  keys,
  context: { workspaceId, principal },
  credential,
  type,
  data,
}: {
  trx: Trx;
  keys: WorkspaceKeys;
  context: CallContext;
  credential: CredentialRow;
  type: CredentialType;
  data: Fields;
}) {
  const version = credential.version + 1;
  const place = { workspaceId, credentialId: credential.id, version };
  const fields = JSON.stringify(masked(type, data));
  const envelope = sealData(keys, { ...place, type: type.name }, data);
  await insertVersion(trx, { ...place, envelope, fields, createdBy: principal.id });
  return { version, fields, lastTest: null };
}
