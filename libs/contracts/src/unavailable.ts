import { MeshError } from './mesh-error.ts';

const SOON_SECONDS = 1;

/** Refuses for now; the caller may retry after a second. */
export function unavailable(message: string): MeshError {
  return new MeshError('unavailable', message, { retryAfterSeconds: SOON_SECONDS });
}
