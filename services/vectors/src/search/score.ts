import type { Distance } from '@mesh/contracts/vector-shapes';

/** What a dense score is. Higher is nearer, of every kind. */
export const scoreKinds = { cosine: 'cosine', l2: 'inverse-distance', ip: 'inner-product' } as const;

/** The score of what pgvector's operator gives: cosine similarity, `1 / (1 + distance)`, or the inner product. */
export function scoreOf(kind: Distance, distance: number): number {
  if (kind === 'cosine') return 1 - distance;
  return kind === 'l2' ? 1 / (1 + distance) : -distance;
}
