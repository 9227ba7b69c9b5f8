import { MeshError } from '@mesh/contracts/mesh-error';
import type { Transaction } from 'kysely';
import { keyVersionOf, openEnvelope, sealEnvelope } from '../crypto/envelope.ts';
import type { WorkspaceKeys } from '../crypto/key-ring.ts';
import { Unreadable } from '../crypto/unreadable.ts';
import type { CredentialRow, Fields, Schema } from '../db/schema.ts';
import { findVersion } from './credential-store.ts';

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
  const { id: credentialId, version, type, expiresAt } = credential;
  if (expiresAt && expiresAt.getTime() <= Date.now()) {
    throw new MeshError('credential-expired', 'this credential has expired; give it a new `expiresAt` or new data');
  }
  const found = await findVersion(trx, credentialId, version);
  if (!found) throw new Unreadable();
  return openData(keys, { workspaceId, credentialId, version, type }, found.envelope);
}
