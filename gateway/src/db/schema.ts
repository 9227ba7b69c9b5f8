import type { OutboxTables } from '@mesh/outbox/tables';
import type { Generated, GeneratedAlways, Selectable } from 'kysely';

type WorkspaceTable = { id: string; workspaceId: GeneratedAlways<string>; name: string; createdAt: Generated<Date> };
type ApiKeyTable = {
  id: string;
  workspaceId: string;
  name: string;
  hash: Buffer;
  scopes: string[];
  createdAt: Generated<Date>;
  expiresAt: Date | null;
  revokedAt: Date | null;
  lastUsedAt: Date | null;
};

type KeptAnswerTable = {
  workspaceId: string;
  key: string;
  fingerprint: Buffer;
  newId: string | null;
  askedAt: Generated<Date>;
  heldUntil: Date;
  status: number | null;
  headers: Record<string, string> | null;
  body: Buffer | null;
};

export type Schema = OutboxTables & { workspace: WorkspaceTable; apiKey: ApiKeyTable; keptAnswer: KeptAnswerTable };
export type WorkspaceRow = Selectable<WorkspaceTable>;
export type ApiKeyRow = Selectable<ApiKeyTable>;
