import type { HandlerOf } from '@mesh/bus/handler';
import type * as vectors from '@mesh/contracts/vectors';
import { pointsUpserted } from '@mesh/contracts/vectors-events';
import type { Database } from '@mesh/database/database';
import { record } from '@mesh/outbox/record';
import { addToCount, type CollectionRow, collectionNamed, holdCollection } from '../collection/collection-store.ts';
import { refuseOtherModel } from '../collection/design.ts';
import { embeddingOf } from '../collection/shown-collection.ts';
import type { Schema, Trx } from '../db/schema.ts';
import type { Embedder } from '../embedding/embedder.ts';
import { type CompletePoint, completePoints, textsToEmbed } from './complete-points.ts';
import { embeddedBefore, writePoints } from './point-store.ts';
import { type GivenPoint, preparePoints } from './prepare-points.ts';

/** No transaction is open while the model works. */
export function upsertPoints(
  db: Database<Schema>,
  embedder: Pick<Embedder, 'embed'>,
): HandlerOf<typeof vectors.upsertPoints> {
  return async ({ params: { name }, body }, { workspaceId, signal }) => {
    const { collection, points, known } = await db.inWorkspace(workspaceId, (trx) => look(trx, name, body));
    const missing = textsToEmbed(points, known);
    if (points.some(({ textDigest }) => textDigest)) {
      const made = await embedder.embed(embeddingOf(collection), [...missing.values()], signal);
      [...missing.keys()].forEach((digest, index) => {
        const vector = made[index];
        if (vector) known.set(digest, vector);
      });
    }
    const embedded = missing.size;
    const skipped = points.filter(({ textDigest }) => textDigest).length - embedded;
    const counts = { upserted: points.length, embedded, skipped };
    await db.inWorkspace(workspaceId, (trx) => store(trx, collection, completePoints(points, known), counts));
    return counts;
  };
}

type Body = { points: readonly GivenPoint[]; model?: string | undefined };

async function look(trx: Trx, name: string, { points: given, model }: Body) {
  const collection = await collectionNamed(trx, name);
  refuseOtherModel(collection, { model });
  const points = preparePoints(given, collection);
  const digests = points.flatMap(({ textDigest }) => textDigest ?? []);
  return { collection, points, known: await embeddedBefore(trx, collection.fingerprint, digests) };
}

type Counts = { upserted: number; embedded: number; skipped: number };

async function store(trx: Trx, collection: CollectionRow, points: CompletePoint[], counts: Counts) {
  const { id: collectionId, name, workspaceId } = collection;
  await holdCollection(trx, collection);
  const added = await writePoints(trx, collection, points);
  await record(trx, pointsUpserted, { workspaceId, data: { collectionId, name, ...counts } });
  await addToCount(trx, collection, added);
}
