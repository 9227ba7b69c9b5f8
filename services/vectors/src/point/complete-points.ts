import type { Vector } from '../embedding/provider.ts';
import type { PreparedPoint } from './prepare-points.ts';

/** A point with its vector. */
export type CompletePoint = Omit<PreparedPoint, 'vector'> & { vector: Vector };
type Known = ReadonlyMap<string, Vector>;

/** The texts without a known vector, each once. */
export function textsToEmbed(points: readonly PreparedPoint[], known: Known): Map<string, string> {
  const texts = new Map<string, string>();
  for (const { textDigest, text } of points) {
    const digest = textDigest?.toString('hex');
    if (digest !== undefined && text !== null && !known.has(digest)) texts.set(digest, text);
  }
  return texts;
}

/** Gives every point its vector: its own, or its text's. */
export function completePoints(points: readonly PreparedPoint[], known: Known): CompletePoint[] {
  return points.map((point) => {
    const vector = point.vector ?? known.get(point.textDigest?.toString('hex') ?? '');
    if (!vector) throw new Error(`the point ${point.id} got no vector`);
    return { ...point, vector };
  });
}
