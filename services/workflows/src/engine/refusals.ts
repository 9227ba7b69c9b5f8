import type { MeshError } from '@mesh/contracts/mesh-error';
import { unavailable } from '@mesh/contracts/unavailable';

/** More is being started than the database keeps up with. */
export function tooBusy(): MeshError {
  return unavailable('too many executions are being started; try again');
}

/** This process works on it no more. */
export function moved(): MeshError {
  return unavailable('the work moves to another process; try again');
}
