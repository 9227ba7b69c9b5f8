import { MeshError } from '@mesh/contracts/mesh-error';

const BUSY_SECONDS = 1;

/** More is being started than the database keeps up with. */
export function tooBusy(): MeshError {
  return unavailable('too many executions are being started; try again');
}

/** This process works on it no more. */
export function moved(): MeshError {
  return unavailable('the work moves to another process; try again');
}

function unavailable(message: string): MeshError {
  return new MeshError('unavailable', message, { retryAfterSeconds: BUSY_SECONDS });
}
