import type { FieldValue } from '@mesh/contracts/credential-shapes';
import type { OutboxTables } from '@mesh/outbox/tables';
import type { ColumnType, Generated, GeneratedAlways, Selectable, Transaction } from 'kysely';

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
  keyVersion: GeneratedAlways<number | null>;
  fields: Json<Fields>;
  createdBy: string;
  createdAt: Generated<Date>;
};
type WorkspaceKeyTable = {
  workspaceId: string;
  purpose: 'workspace' | 'audit' | 'payload';
  version: number;
  state: Generated<'active' | 'decrypt-only'>;
  rootKeyId: string;
  wrapped: Buffer;
  createdAt: Generated<Date>;
};
type WorkspaceTombstoneTable = { workspaceId: string; destroyedAt: Generated<Date> };
type KeyRotationTable = {
  workspaceId: string;
  id: string;
  scope: 'root' | 'workspace';
  target: string;
  status: Generated<'running' | 'completed' | 'incomplete'>;
  total: number;
  done: Generated<number>;
  leasedUntil: Generated<Date>;
  createdAt: Generated<Date>;
  endedAt: Date | null;
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
type AuditCheckpointTable = {
  workspaceId: string;
  seq: string;
  note: string;
  stored: Generated<boolean>;
  at: Generated<Date>;
};
type AuditAnchorTable = { workspaceId: string; seq: string; note: string; at: Generated<Date> };
type AuditHeadTable = { workspaceId: string; seq: ColumnType<string, number, number>; hash: Buffer };
type OAuth2TokenTable = {
  workspaceId: string;
  credentialId: string;
  version: number;
  envelope: Buffer | null;
  renewAt: Date | null;
  leaseEpoch: Generated<string>;
  leasedUntil: Date | null;
  failingSince: Date | null;
  failure: string | null;
  retryAt: Date | null;
  renewedAt: Date | null;
};
type OAuth2StateTable = {
  workspaceId: string;
  hash: Buffer;
  credentialId: string;
  version: number;
  envelope: Buffer;
  actorId: string;
  actorType: string;
  redirectUri: string;
  expiresAt: Generated<Date>;
};
type DependentTable = {
  workspaceId: string;
  workflowId: string;
  namespace: string;
  name: string;
  version: string;
  secrets: string[];
  archived: boolean;
  toldAt: ColumnType<Date, string, string>;
};
type ExpiryNoticeTable = { workspaceId: string; credentialId: string; expiresAt: Date; days: number };

export type Schema = OutboxTables & {
  dependent: DependentTable;
  expiryNotice: ExpiryNoticeTable;
  oauth2Token: OAuth2TokenTable;
  oauth2State: OAuth2StateTable;
  credential: CredentialTable;
  credentialVersion: CredentialVersionTable;
  workspaceKey: WorkspaceKeyTable;
  workspaceTombstone: WorkspaceTombstoneTable;
  keyRotation: KeyRotationTable;
  audit: AuditTable;
  auditHead: AuditHeadTable;
  auditCheckpoint: AuditCheckpointTable;
  auditAnchor: AuditAnchorTable;
};
export type CredentialRow = Selectable<CredentialTable>;
export type VersionRow = Selectable<CredentialVersionTable>;
export type KeyRotationRow = Selectable<KeyRotationTable>;
export type AuditRow = Selectable<AuditTable>;

/** What a store gets: one transaction, limited to the workspace that it was opened for. */
export type Trx = Transaction<Schema>;
