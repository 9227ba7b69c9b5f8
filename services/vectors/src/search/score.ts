import type { Distance } from '@mesh/contracts/vector-shapes';

/** The meaning of a dense score. Higher is nearer for every kind. */
export const scoreKinds = { cosine: 'cosine', l2: 'inverse-distance', ip: 'inner-product' } as const;

/** The score for a value of pgvector's operator: cosine similarity, `1 / (1 + distance)`, or the inner product. */
export function scoreOf(kind: Distance, distance: number): number {
  if (kind === 'cosine') return 1 - distance;
  return kind === 'l2' ? 1 / (1 + distance) : -distance;
}
