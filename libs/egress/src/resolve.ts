import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { MeshError } from '@mesh/contracts/mesh-error';
import type { AllowList, Destination } from './allow-list.ts';
import { isPublicAddress } from './blocked-addresses.ts';
import { isClosedName } from './closed-names.ts';

const openPorts = new Set([80, 443]);

/** All addresses of a host name. */
export type Lookup = (name: string) => Promise<readonly string[]>;

export const systemLookup: Lookup = async (name) =>
  (await lookup(name, { all: true, verbatim: true })).map(({ address }) => address);

type Endpoint = Pick<Destination, 'host' | 'port'>;

/** Refuses what is forbidden whatever DNS says: an internal name, or an internal address literal. Throws `egress-denied`. */
export function refuseClosed(endpoint: Endpoint, allow: AllowList): void {
  const { host } = endpoint;
  if (allow.names(endpoint)) return;
  if (isClosedName(host))
    throw new MeshError(
      'egress-denied',
      'this name leads inside and is closed to outgoing calls; EGRESS_ALLOW opens it',
    );
  const literal = literalOf(host);
  if (literal !== undefined) refuseAddress({ ...endpoint, address: literal }, allow);
  else if (!openPorts.has(endpoint.port) && !allow.hasNetworks) throw closedAddress();
}

/**
 * The addresses that may be dialled for `host`. One forbidden address refuses the whole host, since whoever controls the name
 * controls the order. Throws `egress-denied`, or `egress-failed` if the name has no address.
 */
export async function resolve(
  endpoint: Endpoint,
  { allow, lookup }: { allow: AllowList; lookup: Lookup },
): Promise<readonly string[]> {
  refuseClosed(endpoint, allow);
  const literal = literalOf(endpoint.host);
  const addresses =
    literal === undefined ? await lookup(endpoint.host).catch((cause) => unresolved(endpoint, cause)) : [literal];
  if (addresses.length === 0) unresolved(endpoint);
  for (const address of addresses) refuseAddress({ ...endpoint, address }, allow);
  return addresses;
}

function literalOf(host: string): string | undefined {
  const text = host.replace(/^\[|\]$/g, '');
  return isIP(text) > 0 ? text : undefined;
}

function refuseAddress(destination: Destination, allow: AllowList): void {
  if (allow.permits(destination) || (openPorts.has(destination.port) && isPublicAddress(destination.address))) return;
  throw closedAddress();
}

function closedAddress(): MeshError {
  return new MeshError('egress-denied', 'this address is closed to outgoing calls; EGRESS_ALLOW opens it');
}

function unresolved({ host, port }: Endpoint, cause?: unknown): never {
  throw new MeshError('egress-failed', `${host}:${port} cannot be reached: the name has no address`, { cause });
}
