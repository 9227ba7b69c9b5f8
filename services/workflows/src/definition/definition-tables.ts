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

/** External resources of documents, as they were fetched. */
export type ExternalResourceTable = {
  workspaceId: string;
  workflowId: string;
  uri: string;
  digest: string;
  /** JSON as text where it is written. */
  content: unknown;
  fetchedAt: Generated<Date>;
};

export type DefinitionTables = { workflow: WorkflowTable; externalResource: ExternalResourceTable };
