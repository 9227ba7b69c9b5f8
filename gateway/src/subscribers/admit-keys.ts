import type { IncomingHttpHeaders } from 'node:http';
import type { Admit } from '@mesh/bus/subscribers/admit-subscribers';
import { MeshError } from '@mesh/contracts/mesh-error';
import { getNatsAccess } from '@mesh/contracts/nats-access';
import type { Principal } from '@mesh/contracts/principal';
import { permits } from '@mesh/contracts/scope';

/** A revoked key is heard of here when its connection comes again. */
const LASTS_MS = 5 * 60_000;

/** Lets API keys hear the events of their workspaces. */
export function admitKeys(whoAsks: (request: { headers: IncomingHttpHeaders }) => Promise<Principal>): Admit {
  return async (secret) => {
    const { workspaceId, scopes } = await whoAsks({ headers: { 'x-api-key': secret } });
    if (!permits(getNatsAccess.scope, scopes)) throw new MeshError('forbidden', 'this needs the scope events:read');
    return { workspaceId, until: new Date(Date.now() + LASTS_MS) };
  };
}
