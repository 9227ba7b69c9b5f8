import type { IncomingHttpHeaders } from 'node:http';
import type { Admit } from '@mesh/bus/subscribers/admit-subscribers';
import { MeshError } from '@mesh/contracts/mesh-error';
import { keyPermissions } from '@mesh/contracts/nats-permissions';
import type { Principal } from '@mesh/contracts/principal';
import { CallRates } from '../http/call-rates.ts';

/** A revoked key is heard of here when its connection comes again. */
const LASTS_MS = 5 * 60_000;
/** Connections of a workspace: so many at once, and as many again in the time that one lasts. */
const MOST = 1_000;

/** Lets API keys hear the events of their workspaces, and work for their queues, as their scopes say. */
export function admitKeys(
  whoAsks: (request: { headers: IncomingHttpHeaders }) => Promise<Principal>,
  most = MOST,
): Admit {
  const rates = new CallRates((most * 1_000) / LASTS_MS, { burst: most });
  return async (secret) => {
    const principal = await whoAsks({ headers: { 'x-api-key': secret } });
    const permissions = keyPermissions(principal);
    if (permissions.subscribe.length === 0)
      throw new MeshError('forbidden', 'this needs the scope events:read or tasks:work');
    rates.spend(principal.workspaceId);
    return { name: principal.workspaceId, permissions, until: new Date(Date.now() + LASTS_MS) };
  };
}
