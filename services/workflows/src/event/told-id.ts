import { createHash } from 'node:crypto';

/** Names a user's event among those of all workspaces and sources: their own ids are unique in their source only. */
export function toldId(workspaceId: string, source: string, id: string): string {
  return createHash('sha256')
    .update(JSON.stringify([workspaceId, source, id]))
    .digest('base64url');
}
