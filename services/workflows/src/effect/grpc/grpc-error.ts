import type { ServiceError } from '@grpc/grpc-js';
import { MeshError } from '@mesh/contracts/mesh-error';
import { standardFault } from '../../workflow-fault.ts';

const UNAVAILABLE = 14;
const DEADLINE_EXCEEDED = 4;
/** The code UNAUTHENTICATED. */
export const UNAUTHENTICATED = 16;
/** The HTTP status for each gRPC code, as in `google.rpc.Code`. */
const statuses: Readonly<Record<number, number>> = {
  1: 499,
  3: 400,
  4: 504,
  5: 404,
  6: 409,
  7: 403,
  8: 429,
  9: 400,
  10: 409,
  11: 400,
  12: 501,
  14: 503,
  [UNAUTHENTICATED]: 401,
};

/** The fault for a failed call. If the call may not be repeated, a lost answer says so. */
export function grpcError({ code, details }: ServiceError, once: boolean): Error {
  if (once && code === UNAVAILABLE)
    return new MeshError('egress-failed', 'the server could not be reached or broke off');
  if (code === DEADLINE_EXCEEDED) return new MeshError('deadline-exceeded', 'the server did not answer in time');
  return standardFault('communication', `the server answered with code ${code}: ${details}`, {
    status: statuses[code] ?? 500,
  });
}
