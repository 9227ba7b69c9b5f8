import { MeshError } from '@mesh/contracts/mesh-error';
import type { Distance } from '@mesh/contracts/vector-shapes';
import { isZero } from '../db/vector.ts';

/** The space of a collection's vectors. */
export type Space = { dimensions: number; distance: Distance };

/** Throws `invalid` for a vector of another length, `unprocessable` for one without a direction. */
export function refuseVector(vector: readonly number[], { dimensions, distance }: Space, pointer: string): void {
  if (vector.length !== dimensions) {
    const message = `expected ${dimensions} dimensions, got ${vector.length}`;
    throw new MeshError('invalid', message, { errors: [{ pointer, message }] });
  }
  if (distance === 'cosine' && isZero(vector)) {
    const message = 'a vector of zeros has no direction, so it has no cosine';
    throw new MeshError('unprocessable', message, { errors: [{ pointer, message }] });
  }
}
