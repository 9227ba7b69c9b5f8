import { hash } from 'node:crypto';

/** Derives a global id for a user's event, whose own id is unique within its source only. */
export function toldId(workspaceId: string, source: string, id: string): string {
  return hash('sha256', JSON.stringify([workspaceId, source, id]), 'base64url');
}
