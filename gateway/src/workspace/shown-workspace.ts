import type { WorkspaceRow } from '../db/schema.ts';

/** A workspace as answers show it. */
export function shownWorkspace({ id, name, createdAt, revision }: WorkspaceRow) {
  return { id, name, createdAt: createdAt.toISOString(), revision };
}
