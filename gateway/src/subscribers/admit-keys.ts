import type { IncomingHttpHeaders } from 'node:http';
import type { Admit } from '@mesh/bus/subscribers/admit-subscribers';
import { MeshError } from '@mesh/contracts/mesh-error';
import { keyPermissions } from '@mesh/contracts/nats-permissions';
import type { Principal } from '@mesh/contracts/principal';
import { CallRates } from '../http/call-rates.ts';

/** How long a connection lasts before it must authenticate again; then a revoked key is refused. */
const LASTS_MS = 5 * 60_000;
/** Connections of one workspace at once, and new ones in the time that one lasts. */
const MOST = 1_000;

/** Lets API keys receive the events of their workspaces, and work for their queues, as their scopes allow. */
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
