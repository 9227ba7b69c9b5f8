import type { Generated } from 'kysely';

export type DeletedWorkspaceTables = {
  deletedWorkspace: { workspaceId: string; toldAt: Generated<Date>; goneAt: Date | null };
};
