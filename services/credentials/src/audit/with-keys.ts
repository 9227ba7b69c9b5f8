import type { KeyRing } from '../crypto/key-ring.ts';
import { Unreadable } from '../crypto/unreadable.ts';
import type { WorkspaceKeys } from '../crypto/workspace-keys.ts';
import { auditUnavailable } from './audit-unavailable.ts';

/** The constraints that take no envelope under a key that was retired. */
const retired: readonly unknown[] = ['credential_version_key', 'oauth2_token_key', 'oauth2_state_key'];

/**
 * Does `work` with the kept keys of a workspace, and once more with the stored ones when those turn out to be old: the keys
 * rotate while requests run. Throws `audit-unavailable` where the keys themselves do not open.
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
