import { MeshError } from '@mesh/contracts/mesh-error';

/** What an answer is that cannot be taken in. */
export function failed(message: string): MeshError {
  return new MeshError('egress-failed', message);
}
