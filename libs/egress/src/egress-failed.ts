import { MeshError } from '@mesh/contracts/mesh-error';

/** For an answer that came and cannot be taken. */
export function egressFailed(message: string): MeshError {
  return new MeshError('egress-failed', message);
}
