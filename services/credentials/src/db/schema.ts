import type { FieldValue } from '@mesh/contracts/credentials';
import type { OutboxTables } from '@mesh/outbox/tables';
import type { ColumnType, Generated, Selectable } from 'kysely';

export type Fields = Record<string, FieldValue>;
type Json<T> = ColumnType<T, string, string>;

type CredentialTable = {
  workspaceId: string;
  id: string;
  name: string;
  type: string;
  environment: string;
  description: string | null;
  tags: string[];
  allowedHosts: string[];
  fields: Json<Fields>;
  version: Generated<number>;
  revision: Generated<number>;
  lastTest: ColumnType<{ success: boolean; message: string; testedAt: string } | null, string | null, string | null>;
  expiresAt: ColumnType<Date | null, string | null, string | null>;
  createdAt: Generated<Date>;
  updatedAt: Generated<Date>;
};
type CredentialVersionTable = {
  workspaceId: string;
  credentialId: string;
  version: number;
  envelope: Buffer;
  fields: Json<Fields>;
  createdBy: string;
  createdAt: Generated<Date>;
};
type WorkspaceKeyTable = {
  workspaceId: string;
  purpose: 'workspace' | 'audit';
  version: number;
  state: Generated<'active' | 'decrypt-only'>;
  rootKeyId: string;
  wrapped: Buffer;
  createdAt: Generated<Date>;
};
type AuditTable = {
  workspaceId: string;
  seq: ColumnType<string, number, never>;
  id: string;
  at: ColumnType<Date, string, never>;
  actorId: string;
  actorType: string;
  action: string;
  resourceType: string;
  resourceId: string;
  outcome: 'allowed' | 'denied' | 'failed';
  requestId: string;
  details: Json<Record<string, unknown>>;
  hash: Buffer;
};
type AuditHeadTable = { workspaceId: string; seq: ColumnType<string, number, number>; hash: Buffer };

export type Schema = OutboxTables & {
  credential: CredentialTable;
  credentialVersion: CredentialVersionTable;
  workspaceKey: WorkspaceKeyTable;
  audit: AuditTable;
  auditHead: AuditHeadTable;
};
export type CredentialRow = Selectable<CredentialTable>;
export type VersionRow = Selectable<CredentialVersionTable>;
export type AuditRow = Selectable<AuditTable>;
