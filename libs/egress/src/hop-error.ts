import { MeshError } from '@mesh/contracts/mesh-error';
import { portOf } from './host-pattern.ts';

/** The error of a request without an answer. It names host and port only, since path and query may hold secrets. */
export function hopError(error: unknown, url: URL, signal: AbortSignal): MeshError {
  const place = `${url.hostname}:${portOf(url)}`;
  if (signal.aborted) return new MeshError('deadline-exceeded', `${place} did not answer in time`);
  if (error instanceof MeshError) return error;
  return new MeshError('egress-failed', `${place} could not be reached or broke off`, { cause: error });
}
