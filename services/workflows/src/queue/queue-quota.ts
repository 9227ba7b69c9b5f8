import { MeshError } from '@mesh/contracts/mesh-error';
import { ExpiringCache } from '@mesh/runtime/expiring-cache';

/** How long a count of what is queued is good. */
const COUNT_MS = 1_000;
const MOST_KNOWN = 1_000;

/**
 * Throws `unprocessable` for a workspace that has `most` queued. Asks for a count at most once a second and workspace; one
 * that failed is forgotten.
 */
export function queueQuota(
  count: (workspaceId: string) => Promise<number>,
  most: number,
  now: () => number = () => performance.now(),
): (workspaceId: string) => Promise<void> {
  const known = new ExpiringCache<Promise<number>>(MOST_KNOWN);

  function counted(workspaceId: string): Promise<number> {
    const kept = known.get(workspaceId, now());
    if (kept) return kept;
    const asked = count(workspaceId);
    known.set(workspaceId, asked, now() + COUNT_MS);
    asked.catch(() => known.delete(workspaceId));
    return asked;
  }

  return async (workspaceId) => {
    if ((await counted(workspaceId)) >= most) throw queueIsFull(most);
  };
}

export function queueIsFull(limit: number): MeshError {
  return new MeshError('unprocessable', `this workspace has ${limit} executions queued; let some end`, {
    extra: { quota: 'queued-executions', limit },
  });
}
