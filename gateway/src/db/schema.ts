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
type IdempotencyTable = {
  workspaceId: string;
  key: string;
  fingerprint: string;
  newId: string | null;
  leasedUntil: Date;
  status: number | null;
  body: Buffer | null;
  expiresAt: Generated<Date>;
};

export type Schema = OutboxTables & { workspace: WorkspaceTable; apiKey: ApiKeyTable; idempotency: IdempotencyTable };
export type WorkspaceRow = Selectable<WorkspaceTable>;
export type ApiKeyRow = Selectable<ApiKeyTable>;
