import { MeshError } from '@mesh/contracts/mesh-error';
import type { Principal } from '@mesh/contracts/principal';
import type { FastifyRequest } from 'fastify';
import { CallRates } from '../http/call-rates.ts';

/** Wrong keys from one address: per second on average, and at once. */
const PER_SECOND = 10;
const BURST = 300;

type Asking = Pick<FastifyRequest, 'headers'> & Partial<Pick<FastifyRequest, 'ip'>>;

/**
 * Authenticates, and answers `rate-limited` to wrong keys from an address that sends many. Good keys from there still work,
 * since the address may be that of a proxy.
 */
export function slowGuessing(
  whoAsks: (request: Asking) => Promise<Principal>,
  rates = new CallRates(PER_SECOND, { burst: BURST }),
): (request: Asking) => Promise<Principal> {
  return async (request) => {
    try {
      return await whoAsks(request);
    } catch (error) {
      if (error instanceof MeshError && error.code === 'unauthenticated') rates.spend(request.ip ?? '');
      throw error;
    }
  };
}
