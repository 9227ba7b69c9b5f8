import type { Generated } from 'kysely';

export type ArchiveTables = {
  archivedExecution: { executionId: string; workspaceId: string; object: string; archivedAt: Generated<Date> };
};
