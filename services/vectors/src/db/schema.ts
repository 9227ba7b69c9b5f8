import type { Distance } from '@mesh/contracts/vector-shapes';
import type { OutboxTables } from '@mesh/outbox/tables';
import type { ColumnType, Generated, GeneratedAlways, Transaction } from 'kysely';

export type CollectionTable = {
  workspaceId: string;
  id: string;
  name: string;
  dimensions: number;
  distance: Distance;
  provider: string | null;
  model: string | null;
  fingerprint: string | null;
  indexKind: 'auto' | 'none';
  indexState: Generated<'none' | 'building' | 'ready'>;
  points: Generated<number>;
  createdAt: Generated<Date>;
};

type PointTable = {
  workspaceId: string;
  collectionId: string;
  id: string;
  /** Written in pgvector's binary form, read through a cast to `real[]`. */
  embedding: Buffer;
  text: string | null;
  textDigest: Buffer | null;
  words: GeneratedAlways<string>;
  metadata: ColumnType<Record<string, unknown>, string, string>;
  updatedAt: Generated<Date>;
};

export type Schema = OutboxTables & { collection: CollectionTable; point: PointTable };

/** What a store gets: one transaction, limited to the workspace that it was opened for. */
export type Trx = Transaction<Schema>;
