import type { KeyRing } from '../crypto/key-ring.ts';
import { Unreadable } from '../crypto/unreadable.ts';
import type { WorkspaceKeys } from '../crypto/workspace-keys.ts';
import { auditUnavailable } from './audit-unavailable.ts';

/** The constraints that refuse an envelope under a retired key. */
const retired: readonly unknown[] = ['credential_version_key', 'oauth2_token_key', 'oauth2_state_key'];

/**
 * Runs `work` with the cached keys of a workspace, and again with the stored ones if the cached ones are outdated, since keys
 * rotate while requests run. Throws `audit-unavailable` if the keys themselves do not decrypt.
 */
export async function withKeys<T>(
  ring: KeyRing,
  workspaceId: string,
  work: (keys: WorkspaceKeys) => Promise<T>,
): Promise<T> {
  const kept = await opened(ring.of(workspaceId));
  try {
    return await work(kept);
  } catch (error) {
    if (!isOfOldKeys(error)) throw error;
    return work(await opened(ring.newerThan(workspaceId, kept)));
  }
}

async function opened(keys: Promise<WorkspaceKeys>): Promise<WorkspaceKeys> {
  return keys.catch((error: unknown) => {
    throw error instanceof Unreadable ? auditUnavailable(error) : error;
  });
}

function isOfOldKeys(error: unknown): boolean {
  return (
    error instanceof Unreadable ||
    (error instanceof Error && 'constraint' in error && retired.includes(error.constraint))
  );
}
