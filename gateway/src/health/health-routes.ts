import { BlockList } from 'node:net';
import type { Principal } from '@mesh/contracts/principal';
import type { Health } from '@mesh/runtime/health';
import { type About, registerHealth } from '@mesh/runtime/health-routes';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { nothingServed } from '../http/refusals/wrong-address.ts';

type Needs = {
  readonly health: Health;
  readonly about: About;
  readonly whoAsks: (request: FastifyRequest) => Promise<Principal>;
};

/**
 * Health and version for everybody; metrics for the private network and for keys that may read them, and 404 for all others.
 */
export function healthRoutes(needs: Needs): (app: FastifyInstance) => void {
  return (app) =>
    void app.register(async (routes) => {
      routes.addHook('onRequest', async (request) => {
        if (request.routeOptions.url !== '/metrics' || isNear(request)) return;
        const principal = await needs.whoAsks(request).catch(() => undefined);
        if (!principal?.scopes.includes('metrics:read')) throw nothingServed();
      });
      registerHealth(routes, needs);
    });
}

const privateNetworks = new BlockList();
for (const [network, bits] of [
  ['127.0.0.0', 8],
  ['10.0.0.0', 8],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
] as const)
  privateNetworks.addSubnet(network, bits);
privateNetworks.addAddress('::1', 'ipv6');
privateNetworks.addSubnet('fc00::', 7, 'ipv6');

/** A request that a proxy forwarded comes from outside, though the proxy itself is near. */
export function isNear({ headers, socket }: Pick<FastifyRequest, 'headers' | 'socket'>): boolean {
  const isHandedOn = ['forwarded', 'x-forwarded-for', 'x-real-ip'].some((name) => headers[name] !== undefined);
  const address = socket.remoteAddress;
  if (isHandedOn || address === undefined) return false;
  return privateNetworks.check(address, address.includes(':') ? 'ipv6' : 'ipv4');
}
