import { noSuch } from '@mesh/contracts/id';
import { MeshError } from '@mesh/contracts/mesh-error';
import type { CredentialRow } from '../db/schema.ts';

/** A credential as callers see it. */
export function shownCredential({ workspaceId: _, expiresAt, createdAt, updatedAt, ...row }: CredentialRow) {
  return {
    ...row,
    expiresAt: expiresAt?.toISOString() ?? null,
    createdAt: createdAt.toISOString(),
    updatedAt: updatedAt.toISOString(),
  };
}

/** The data of events about a credential. */
export function namedCredential({
  id,
  name,
  type,
  environment,
}: Pick<CredentialRow, 'id' | 'name' | 'type' | 'environment'>) {
  return { credentialId: id, name, type, environment };
}

/** Throws `not-found`, with the same message for one that never existed and one of another workspace. */
export function existing<T>(row: T | undefined): T {
  if (!row) throw noSuch('cred');
  return row;
}

/** Throws `conflict` for a name that is taken, and every other error as it is. */
export function nameTaken(constraint: string | undefined, cause: unknown): never {
  if (constraint !== 'credential_name') throw cause;
  throw new MeshError('conflict', 'this environment has a credential with that name already');
}
