import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { MeshError } from '@mesh/contracts/mesh-error';
import type { AllowList } from './allow-list.ts';
import { isPublicAddress } from './blocked-addresses.ts';

const openPorts = new Set([80, 443]);

/** All addresses of a host name. */
export type Lookup = (name: string) => Promise<readonly string[]>;

export const systemLookup: Lookup = async (name) =>
  (await lookup(name, { all: true, verbatim: true })).map(({ address }) => address);

/**
 * The addresses that may be dialled for `host`. One bad address among them refuses the host as a whole, since whoever
 * answers for the name chooses the order. Throws `egress-denied`, or `egress-failed` when the name has no address.
 */
export async function resolve(
  { host, port }: { host: string; port: number },
  { allow, lookup }: { allow: AllowList; lookup: Lookup },
): Promise<readonly string[]> {
  const name = host.replace(/^\[|\]$/g, '');
  const addresses = isIP(name) > 0 ? [name] : await lookup(name).catch(unresolved);
  if (addresses.length === 0) unresolved(undefined);
  const denied = addresses.some(
    (address) => !allow.permits({ host, port, address }) && !(openPorts.has(port) && isPublicAddress(address)),
  );
  if (denied) throw new MeshError('egress-denied', 'this address is closed to outgoing calls');
  return addresses;
}

function unresolved(cause: unknown): never {
  throw new MeshError('egress-failed', 'the host name has no address', { cause });
}
