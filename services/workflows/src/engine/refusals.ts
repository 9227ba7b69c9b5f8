import type { MeshError } from '@mesh/contracts/mesh-error';
import { unavailable } from '@mesh/contracts/unavailable';

/** More executions are started than the database keeps up with. */
export function tooBusy(): MeshError {
  return unavailable('too many executions are being started; try again');
}

/** This process no longer works on it. */
export function moved(): MeshError {
  return unavailable('the work moves to another process; try again');
}
