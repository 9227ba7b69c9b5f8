import { MeshError } from '@mesh/contracts/mesh-error';
import { sendIn } from '../audit/send-in.ts';
import { keyVersionOf, openEnvelope, sealEnvelope } from '../crypto/envelope.ts';
import { RolledBack, Unreadable } from '../crypto/unreadable.ts';
import type { WorkspaceKeys } from '../crypto/workspace-keys.ts';
import type { CredentialRow, Fields, Trx } from '../db/schema.ts';
import { existing } from './shown-credential.ts';
import { findUsable, type Usable } from './usable-store.ts';

/** Only for older versions. */
const MOST_LOOKED_AT = 32;

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

/** The data of the current version, for immediate use. Throws `credential-expired` or `Unreadable`. */
export async function dataForUse(
  trx: Trx,
  keys: WorkspaceKeys,
  { workspaceId, credential: { id } }: { workspaceId: string; credential: Pick<CredentialRow, 'id'> },
): Promise<Fields> {
  const find = await findUsable(sendIn(trx), [{ id }]);
  return dataToUse(keys, workspaceId, existing(find({ id })));
}

/** The same, from a row that was read already. */
export function dataToUse(
  keys: WorkspaceKeys,
  workspaceId: string,
  { id: credentialId, version, type, expiresAt, envelope, newest }: Usable,
): Fields {
  if (expiresAt && expiresAt.getTime() <= Date.now()) {
    throw new MeshError('credential-expired', 'this credential has expired; give it a new `expiresAt` or new data');
  }
  if (newest !== null && newest > version) throw new RolledBack(); // version numbers only grow
  if (!envelope) throw new Unreadable();
  return openNewest(keys, { workspaceId, credentialId, version, type }, envelope);
}

/** Distinguishes an older version in the place of this one from other changes. */
function openNewest(keys: WorkspaceKeys, place: Place, envelope: Buffer): Fields {
  try {
    return openData(keys, place, envelope);
  } catch (error) {
    const { version: newest } = place;
    const older = Array.from({ length: Math.min(newest - 1, MOST_LOOKED_AT) }, (_, back) => newest - 1 - back);
    throw older.some((version) => opens(keys, { ...place, version }, envelope)) ? new RolledBack() : error;
  }
}

function opens(keys: WorkspaceKeys, place: Place, envelope: Buffer): boolean {
  try {
    openData(keys, place, envelope);
    return true;
  } catch {
    return false;
  }
}
