import type { IncomingHttpHeaders } from 'node:http';
import type { Admit } from '@mesh/bus/subscribers/admit-subscribers';
import { MeshError } from '@mesh/contracts/mesh-error';
import { keyPermissions } from '@mesh/contracts/nats-permissions';
import type { Principal } from '@mesh/contracts/principal';

/** A revoked key is heard of here when its connection comes again. */
const LASTS_MS = 5 * 60_000;

/** Lets API keys hear the events of their workspaces, and work for their queues, as their scopes say. */
export function admitKeys(whoAsks: (request: { headers: IncomingHttpHeaders }) => Promise<Principal>): Admit {
  return async (secret) => {
    const principal = await whoAsks({ headers: { 'x-api-key': secret } });
    const permissions = keyPermissions(principal);
    if (permissions.subscribe.length === 0)
      throw new MeshError('forbidden', 'this needs the scope events:read or tasks:work');
    return { name: principal.workspaceId, permissions, until: new Date(Date.now() + LASTS_MS) };
  };
}
