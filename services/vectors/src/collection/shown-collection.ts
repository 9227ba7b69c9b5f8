import type { collection } from '@mesh/contracts/vector-shapes';
import type { z } from 'zod';
import type { Remembered } from '../embedding/embedder.ts';
import type { CollectionRow } from './collection-store.ts';

/** The collection as callers see it. */
export function shownCollection(row: CollectionRow): z.input<typeof collection> {
  const embedding = embeddingOf(row);
  return {
    id: row.id,
    name: row.name,
    dimensions: row.dimensions,
    distance: row.distance,
    embedding: embedding && {
      provider: embedding.provider,
      model: embedding.model,
      fingerprint: embedding.fingerprint,
    },
    index: { kind: row.indexKind, state: row.indexState },
    points: row.points,
    createdAt: row.createdAt.toISOString(),
  };
}

/** What the collection stores about its model. */
export function embeddingOf({ provider, model, fingerprint, dimensions }: CollectionRow): Remembered {
  if (provider === null || model === null || fingerprint === null) return null;
  return { provider, model, fingerprint, dimensions };
}
