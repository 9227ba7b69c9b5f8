import type { Bus } from '@mesh/bus/bus';
import { MeshError } from '@mesh/contracts/mesh-error';
import type { Principal } from '@mesh/contracts/principal';
import type { Need } from '../definition/needs/need.ts';

/** A need that is not met, and why. */
export type Missing = readonly [need: Need, message: string];
/** In whose name others are asked, until when. */
export type Asking = { readonly bus: Bus; readonly principal: Principal; readonly signal: AbortSignal };

/** Those of which there is something to say. */
export function missingOf<N extends Need>(needs: readonly N[], reasonOf: (need: N) => string | undefined): Missing[] {
  return needs.flatMap((need) => {
    const reason = reasonOf(need);
    return reason === undefined ? [] : [[need, reason] as const];
  });
}

/** How long another service may take to answer while somebody waits for a document to be saved. */
export const PATIENCE_MS = 2_000;

/** What is told where a service cannot be asked, or does not tell whoever saves. */
export function notChecked(what: string, error: unknown): string {
  return `${what} could not be checked${error instanceof MeshError ? `: ${error.message}` : ''}`;
}
