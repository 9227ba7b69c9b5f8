import { MeshError } from '@mesh/contracts/mesh-error';

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
  const known = new Map<string, { count: Promise<number>; until: number }>();

  function counted(workspaceId: string): Promise<number> {
    const entry = known.get(workspaceId);
    if (entry && entry.until >= now()) return entry.count;
    if (known.size > MOST_KNOWN) known.clear();
    const asked = { count: count(workspaceId), until: now() + COUNT_MS };
    known.set(workspaceId, asked);
    asked.count.catch(() => known.delete(workspaceId));
    return asked.count;
  }

  return async (workspaceId) => {
    if ((await counted(workspaceId)) < most) return;
    throw new MeshError('unprocessable', `this workspace has ${most} executions queued; let some end`, {
      extra: { quota: 'queued-executions', limit: most },
    });
  };
}
