import type { ColumnType, Generated } from 'kysely';
import type { WorkflowDocument } from './document.ts';
import type { ContentType } from './read-document.ts';

export type WorkflowTable = {
  workspaceId: string;
  id: string;
  namespace: string;
  name: string;
  version: string;
  versionOrder: string;
  digest: string;
  document: ColumnType<WorkflowDocument, string, never>;
  source: string;
  contentType: ContentType;
  createdAt: Generated<Date>;
  archivedAt: Date | null;
};

export type DefinitionTables = { workflow: WorkflowTable };
