import { type RawBuilder, sql } from 'kysely';
import type { CollectionRow } from '../collection/collection-store.ts';
import type { Trx } from '../db/schema.ts';
import { vectorOf } from '../db/vector.ts';
import type { Vector } from '../embedding/provider.ts';
import type { CompletePoint } from './complete-points.ts';

/** The vectors of texts that this model has already embedded, anywhere in the workspace, by digest in hex. */
export async function embeddedBefore(
  trx: Trx,
  fingerprint: string | null,
  digests: readonly Buffer[],
): Promise<Map<string, Vector>> {
  if (fingerprint === null || digests.length === 0) return new Map();
  const rows = await trx
    .selectFrom('point')
    .innerJoin('collection', 'collection.id', 'point.collectionId')
    .distinctOn('point.textDigest')
    .select([sql<string>`encode(point.text_digest, 'hex')`.as('digest'), sql<number[]>`embedding::real[]`.as('vector')])
    .where('collection.fingerprint', '=', fingerprint)
    .where(sql<boolean>`point.text_digest = any(${digests}::bytea[])`)
    .execute();
  return new Map(rows.map(({ digest, vector }) => [digest, vector]));
}

/** Adds or replaces the points. Returns how many are new. */
export async function writePoints(
  trx: Trx,
  { workspaceId, id: collectionId }: CollectionRow,
  points: readonly CompletePoint[],
): Promise<number> {
  const written = await trx
    .insertInto('point')
    .values(
      points.map(({ id, vector, text, textDigest, metadata }) => {
        return { workspaceId, collectionId, id, embedding: vectorOf(vector), text, textDigest, metadata };
      }),
    )
    .onConflict((conflict) =>
      conflict.columns(['collectionId', 'id']).doUpdateSet((row) => ({
        embedding: row.ref('excluded.embedding'),
        text: row.ref('excluded.text'),
        textDigest: row.ref('excluded.textDigest'),
        metadata: row.ref('excluded.metadata'),
        updatedAt: sql<Date>`now()`,
      })),
    )
    .returning(sql<boolean>`xmax = 0`.as('isNew')) // in PostgreSQL, a row that the conflict updated has an xmax
    .execute();
  return written.filter(({ isNew }) => isNew).length;
}

export function findPoint(trx: Trx, collection: CollectionRow, id: string) {
  return trx
    .selectFrom('point')
    .select(['id', 'text', 'metadata', 'updatedAt', sql<number[]>`embedding::real[]`.as('vector')])
    .where('collectionId', '=', collection.id)
    .where('id', '=', id)
    .executeTakeFirst();
}

/** The vectors of random points. */
export async function someVectors(trx: Trx, collection: CollectionRow, most: number): Promise<Vector[]> {
  const rows = await trx
    .selectFrom('point')
    .select(sql<number[]>`embedding::real[]`.as('vector'))
    .where('collectionId', '=', collection.id)
    .orderBy(sql`random()`)
    .limit(most)
    .execute();
  return rows.map(({ vector }) => vector);
}

/** Deletes the points that match `condition`. Returns how many there were. */
export async function removePoints(
  trx: Trx,
  collection: CollectionRow,
  condition: RawBuilder<boolean>,
): Promise<number> {
  const { numDeletedRows } = await trx
    .deleteFrom('point')
    .where('collectionId', '=', collection.id)
    .where(condition)
    .executeTakeFirstOrThrow();
  return Number(numDeletedRows);
}
