import type { Bus } from '@mesh/bus/bus';
import { MeshError } from '@mesh/contracts/mesh-error';
import type { Principal } from '@mesh/contracts/principal';
import type { Need } from '../definition/needs/need.ts';

/** An unmet need, and why. */
export type Missing = readonly [need: Need, message: string];
/** In whose name services are asked, and until when. */
export type Asking = { readonly bus: Bus; readonly principal: Principal; readonly signal: AbortSignal };

/** The needs for which `reasonOf` has a reason. */
export function missingOf<N extends Need>(needs: readonly N[], reasonOf: (need: N) => string | undefined): Missing[] {
  return needs.flatMap((need) => {
    const reason = reasonOf(need);
    return reason === undefined ? [] : [[need, reason] as const];
  });
}

/** How long a service may take in ms while somebody waits for a document to be saved. */
export const PATIENCE_MS = 2_000;

/** The warning if a service cannot be asked, or refuses the caller. */
export function notChecked(what: string, error: unknown): string {
  return `${what} could not be checked${error instanceof MeshError ? `: ${error.message}` : ''}`;
}
