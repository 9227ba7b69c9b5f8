import { MeshError } from '@mesh/contracts/mesh-error';
import type { Transaction } from 'kysely';
import { keyVersionOf, openEnvelope, sealEnvelope } from '../crypto/envelope.ts';
import type { WorkspaceKeys } from '../crypto/key-ring.ts';
import { Unreadable } from '../crypto/unreadable.ts';
import type { CredentialRow, Fields, Schema } from '../db/schema.ts';
import { findVersion } from './credential-store.ts';
import type { Usable } from './usable-store.ts';

type Place = { workspaceId: string; credentialId: string; version: number; type: string };

export function sealData(keys: WorkspaceKeys, place: Place, data: Fields): Buffer {
  const plain = Buffer.from(JSON.stringify(data));
  const envelope = sealEnvelope(keys.current, { ...place, field: 'data' }, plain);
  plain.fill(0);
  return envelope;
}

/** The data of one version. Throws `Unreadable`. */
export function openData(keys: WorkspaceKeys, place: Place, envelope: Buffer): Fields {
  const plain = openEnvelope(keys.version(keyVersionOf(envelope)), { ...place, field: 'data' }, envelope);
  const data = JSON.parse(plain.toString()) as Fields;
  plain.fill(0);
  return data;
}

/** The data of the version that counts, for use now. Throws `credential-expired` or `Unreadable`. */
export async function dataForUse(
  trx: Transaction<Schema>,
  keys: WorkspaceKeys,
  { workspaceId, credential }: { workspaceId: string; credential: CredentialRow },
): Promise<Fields> {
  const found = await findVersion(trx, credential.id, credential.version);
  return dataToUse(keys, workspaceId, { ...credential, envelope: found?.envelope ?? null });
}

/** The same of what has been read already. */
export function dataToUse(
  keys: WorkspaceKeys,
  workspaceId: string,
  { id: credentialId, version, type, expiresAt, envelope }: Usable,
): Fields {
  if (expiresAt && expiresAt.getTime() <= Date.now()) {
    throw new MeshError('credential-expired', 'this credential has expired; give it a new `expiresAt` or new data');
  }
  if (!envelope) throw new Unreadable();
  return openData(keys, { workspaceId, credentialId, version, type }, envelope);
}
