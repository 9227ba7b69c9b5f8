import { MeshError } from './mesh-error.ts';

const SOON_SECONDS = 1;

/** What is refused now and may do in a moment: whoever asks comes again after a second. */
export function unavailable(message: string): MeshError {
  return new MeshError('unavailable', message, { retryAfterSeconds: SOON_SECONDS });
}
