import { MeshError } from '@mesh/contracts/mesh-error';
import { Remembered } from '@mesh/runtime/remembered';

/** How long a count of queued executions is valid. */
const COUNT_MS = 1_000;
const MOST_KNOWN = 1_000;

/**
 * Throws `unprocessable` if a workspace would have more than `most` executions queued. Counts at most once per second and
 * workspace; a failed count is dropped.
 */
export function queueQuota(
  count: (workspaceId: string) => Promise<number>,
  most: number,
  now?: () => number,
): (workspaceId: string, more?: number) => Promise<void> {
  const counts = new Remembered<number>(MOST_KNOWN, { lifeMs: COUNT_MS, now });
  return async (workspaceId, more = 1) => {
    const queued = await counts.get(workspaceId, () => count(workspaceId));
    if (queued + more > most) throw queueIsFull(most);
  };
}

export function queueIsFull(limit: number): MeshError {
  return new MeshError('unprocessable', `a workspace has at most ${limit} executions queued; let some end`, {
    extra: { quota: 'queued-executions', limit },
  });
}
