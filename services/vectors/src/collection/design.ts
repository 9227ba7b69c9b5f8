import { MeshError } from '@mesh/contracts/mesh-error';
import type { RequestOf } from '@mesh/contracts/operation';
import type * as vectors from '@mesh/contracts/vectors';
import type { Embedder } from '../embedding/embedder.ts';
import type { CollectionRow, Design } from './collection-store.ts';

export type Wish = RequestOf<typeof vectors.putCollection>['body'];

/** The properties of a new collection. Dimensions without an embedding mean that callers bring their own vectors. */
export function designOf(wish: Wish, embedder: Pick<Embedder, 'choose'>): Design {
  const { dimensions, distance = 'cosine', index = 'auto' } = wish;
  if (dimensions !== undefined && !wish.embedding) return { dimensions, distance, embedding: null, indexKind: index };
  const embedding = embedder.choose({ ...wish.embedding, dimensions });
  if (dimensions !== undefined && dimensions !== embedding.dimensions) {
    throw new MeshError('invalid', `${embedding.model} makes vectors of ${embedding.dimensions} dimensions`, {
      errors: [{ pointer: '/body/dimensions', message: `expected ${embedding.dimensions}, or no value` }],
    });
  }
  return { dimensions: embedding.dimensions, distance, embedding, indexKind: index };
}

/** Throws if a requested property differs from the collection's. */
export function refuseChange(row: CollectionRow, { dimensions, distance, embedding, index }: Wish): void {
  const differs =
    (dimensions !== undefined && dimensions !== row.dimensions) ||
    (distance !== undefined && distance !== row.distance) ||
    (index !== undefined && index !== row.indexKind);
  if (differs) {
    throw new MeshError('conflict', `the collection ${row.name} exists with other settings: use another name`);
  }
  if (embedding) refuseOtherModel(row, embedding);
}

/** Throws for vectors, or a request for vectors, of another model than the collection's. */
export function refuseOtherModel(
  row: Pick<CollectionRow, 'name' | 'provider' | 'model'>,
  { provider, model }: { provider?: string | undefined; model?: string | undefined },
): void {
  const same = (provider ?? row.provider) === row.provider && (model ?? row.model) === row.model;
  if (same) return;
  const own = row.model === null ? 'vectors that callers bring' : `vectors of ${row.provider}/${row.model}`;
  throw new MeshError('embedding-mismatch', `the collection ${row.name} holds ${own}`);
}
