import { MeshError } from '@mesh/contracts/mesh-error';
import type { Principal } from '@mesh/contracts/principal';
import { type Need, permits } from '@mesh/contracts/scope';

/** Returns the principal if they hold the scope. Throws `forbidden`. */
export function checkScope(principal: Principal, scope: Need): Principal {
  if (!permits(scope, principal.scopes)) throw new MeshError('forbidden', `this needs the scope ${scope}`);
  return principal;
}
