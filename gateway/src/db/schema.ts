import type { OutboxTables } from '@mesh/outbox/tables';
import type { ColumnType, Generated, GeneratedAlways, JSONColumnType, Selectable, Transaction } from 'kysely';
import type { FormerSecret } from '../former-secrets.ts';
import type { Verification } from '../hook/verify/verify-call.ts';

type WorkspaceTable = {
  id: string;
  workspaceId: GeneratedAlways<string>;
  name: string;
  createdAt: Generated<Date>;
  deletedAt: Date | null;
  revision: Generated<number>;
};
type ApiKeyTable = {
  id: string;
  workspaceId: string;
  name: string;
  hash: Buffer;
  scopes: string[];
  allowedOrigins: Generated<string[]>;
  createdAt: Generated<Date>;
  expiresAt: Date | null;
  revokedAt: Date | null;
  lastUsedAt: Date | null;
};

type KeptAnswerTable = {
  workspaceId: string;
  askerId: string;
  key: string;
  fingerprint: Buffer;
  newId: string | null;
  askedAt: Generated<Date>;
  heldUntil: Date;
  status: number | null;
  headers: Record<string, string> | null;
  body: Buffer | null;
};

type FeedHeadTable = { workspaceId: string; epoch: Generated<string>; seq: Generated<string> };
type FeedTable = {
  workspaceId: string;
  seq: string;
  name: string;
  type: string;
  source: string;
  subject: string | null;
  json: string;
  toldAt: Generated<Date>;
};
type FeedBundleTable = {
  workspaceId: string;
  seq: string;
  count: number;
  id: string;
  /** JSON, in rows of an earlier version. */
  events: ColumnType<string | null, string | undefined>;
  packed: ColumnType<Buffer | null, Buffer | undefined>;
  toldAt: Generated<Date>;
};

type StreamTicketTable = { hash: Buffer; workspaceId: string; keyId: string; expiresAt: Generated<Date> };

type FormerSecretsColumn = ColumnType<FormerSecret[], string | undefined, string>;
type WebhookEndpointTable = {
  id: string;
  workspaceId: string;
  url: string;
  types: string[];
  secret: Buffer;
  formerSecrets: FormerSecretsColumn;
  enabled: Generated<boolean>;
  isSlow: Generated<boolean>;
  revision: Generated<number>;
  createdAt: Generated<Date>;
};
type WebhookDeliveryTable = {
  endpointId: string;
  seq: string;
  workspaceId: string;
  type: string;
  body: string;
  status: Generated<'pending' | 'delivered' | 'failed'>;
  attempts: Generated<number>;
  dueAt: Generated<Date>;
  responseStatus: number | null;
  error: string | null;
  createdAt: Generated<Date>;
};

type HookTable = {
  id: string;
  workspaceId: string;
  workflow: string;
  namespace: string;
  name: string;
  verify: JSONColumnType<Verification>;
  secret: Buffer;
  formerSecrets: FormerSecretsColumn;
  input: 'body' | 'request';
  scopes: string[];
  createdAt: Generated<Date>;
};
type HookCallTable = {
  hookId: string;
  message: Buffer;
  workspaceId: string;
  executionId: string;
  receivedAt: Generated<Date>;
  startedAt: Date | null;
};

export type Schema = OutboxTables & {
  workspace: WorkspaceTable;
  apiKey: ApiKeyTable;
  keptAnswer: KeptAnswerTable;
  feedHead: FeedHeadTable;
  feed: FeedTable;
  feedBundle: FeedBundleTable;
  streamTicket: StreamTicketTable;
  webhookEndpoint: WebhookEndpointTable;
  webhookDelivery: WebhookDeliveryTable;
  hook: HookTable;
  hookCall: HookCallTable;
};
export type WebhookEndpointRow = Selectable<WebhookEndpointTable>;
export type HookRow = Selectable<HookTable>;
export type WebhookDeliveryRow = Selectable<WebhookDeliveryTable>;
export type WorkspaceRow = Selectable<WorkspaceTable>;
export type ApiKeyRow = Selectable<ApiKeyTable>;

/** What a store is handed: one transaction, which sees the workspace that it was opened for. */
export type Trx = Transaction<Schema>;
