import { MeshError } from '@mesh/contracts/mesh-error';
import type { Egress } from '@mesh/egress/egress';

/** Refuses a URL that no delivery could ever reach. Names are resolved by each delivery. Throws `egress-denied`. */
export function checkEndpoint(egress: Pick<Egress, 'check'>, url: string): void {
  try {
    egress.check(url);
  } catch (error) {
    if (!(error instanceof MeshError)) throw error;
    const errors = [{ pointer: '/body/url', message: error.message }];
    throw new MeshError('egress-denied', 'nothing can be posted to this address', { errors });
  }
}
