/** A point found by one leg. A higher score is nearer. */
export type Hit = { id: string; score: number };
export type Leg = 'dense' | 'lexical';
type Ranks = { dense?: number; lexical?: number };
export type RankedHit = Hit & { ranks: Ranks };
