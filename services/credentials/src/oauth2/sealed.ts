import { keyVersionOf, openEnvelope, sealEnvelope } from '../crypto/envelope.ts';
import type { WorkspaceKeys } from '../crypto/workspace-keys.ts';
import type { CredentialRow } from '../db/schema.ts';

/** The encrypted OAuth2 state of a credential besides its data, each part in an envelope of its own. */
type SealedField = 'oauth2' | 'oauth2-verifier';
type Place = Pick<CredentialRow, 'workspaceId' | 'id' | 'version' | 'type'>;

export function seal(keys: WorkspaceKeys, place: Place, field: SealedField, value: unknown): Buffer {
  const plain = Buffer.from(JSON.stringify(value));
  const envelope = sealEnvelope(keys.current, secretPlace(place, field), plain);
  plain.fill(0);
  return envelope;
}

/** Throws `Unreadable`. */
export function open<T>(keys: WorkspaceKeys, place: Place, field: SealedField, envelope: Buffer): T {
  const plain = openEnvelope(keys.version(keyVersionOf(envelope)), secretPlace(place, field), envelope);
  const value = JSON.parse(plain.toString()) as T;
  plain.fill(0);
  return value;
}

function secretPlace({ workspaceId, id: credentialId, version, type }: Place, field: SealedField) {
  return { workspaceId, credentialId, version, type, field };
}
