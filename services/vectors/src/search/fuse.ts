import type { Hit, Leg, RankedHit } from './hit.ts';

/** The constant of reciprocal rank fusion by Cormack, Clarke and Büttcher (SIGIR 2009). */
const K = 60;

type RankedLeg = { leg: Leg; weight: number; hits: readonly Hit[] };

/** The hits of one leg, by rank. */
export function ranked(leg: Leg, hits: readonly Hit[]): RankedHit[] {
  return hits.map((hit, index) => ({ ...hit, ranks: { [leg]: index + 1 } }));
}

/** Joins legs by reciprocal rank fusion: each gives a point `weight / (60 + rank)`. Ties are ordered by id. */
export function fuse(legs: readonly RankedLeg[]): RankedHit[] {
  const fused = new Map<string, RankedHit>();
  for (const { leg, weight, hits } of legs) {
    for (const [index, { id }] of hits.entries()) {
      const hit = fused.get(id) ?? { id, score: 0, ranks: {} };
      hit.score += weight / (K + index + 1);
      hit.ranks[leg] = index + 1;
      fused.set(id, hit);
    }
  }
  return [...fused.values()].sort((a, b) => b.score - a.score || (a.id < b.id ? -1 : 1));
}
