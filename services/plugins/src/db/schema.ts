import type { LockfileChange, Permissions, Stage, Visibility } from '@mesh/contracts/plugin-shapes';
import type { OutboxTables } from '@mesh/outbox/tables';
import type { ColumnType, Generated, Transaction } from 'kysely';
import type { Manifest } from '../package/manifest.ts';
import type { PackageFile } from '../package/read-package.ts';

type Json<T> = ColumnType<T, string, string>;

export type Reason = { code: string; message: string; file?: string; line?: number };
export type LockfileItem = {
  pluginId: string;
  name: string;
  version: string;
  /** Hexadecimal. */
  digest: string;
  permissions: Permissions;
};

export type PluginTable = {
  workspaceId: string;
  id: string;
  name: string;
  visibility: Visibility;
  latest: string;
  description: string;
  category: string | null;
  tags: string[];
  createdAt: Generated<Date>;
};

export type PluginVersionTable = {
  workspaceId: string;
  pluginId: string;
  version: string;
  /** SHA-256 of the package, in hexadecimal. */
  digest: string;
  bytes: number;
  manifest: Json<Manifest>;
  files: Json<PackageFile[]>;
  stage: Stage;
  reasons: ColumnType<Reason[], string | undefined, string>;
  publishedAt: Generated<Date>;
};

export type Schema = OutboxTables & {
  plugin: PluginTable;
  pluginVersion: PluginVersionTable;
  pluginUse: { pluginId: string; installations: number };
  lockfile: { workspaceId: string; revision: number };
  lockfileRevision: {
    workspaceId: string;
    revision: number;
    change: LockfileChange;
    actor: string;
    items: Json<LockfileItem[]>;
    at: Generated<Date>;
  };
};

/** What a store gets: one transaction, limited to the workspace that it was opened for. */
export type Trx = Transaction<Schema>;
