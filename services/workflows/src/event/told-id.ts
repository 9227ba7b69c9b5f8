import { hash } from 'node:crypto';

/** Names a user's event among those of all workspaces and sources: their own ids are unique in their source only. */
export function toldId(workspaceId: string, source: string, id: string): string {
  return hash('sha256', JSON.stringify([workspaceId, source, id]), 'base64url');
}
