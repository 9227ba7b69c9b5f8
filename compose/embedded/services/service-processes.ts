import { type Service, services } from '@mesh/contracts/operation';
import { freePort } from '@mesh/testing/embedded/free-port';

/** A process that runs a service. */
export type Process = { readonly name: string; readonly service: Service; readonly port: number };

export const urlAt = (port: number) => `http://127.0.0.1:${port}`;

/** One process of each service, and of workflows as many as WORKFLOWS_PROCESSES. */
export async function processesOf(env: NodeJS.ProcessEnv, gatewayPort: number): Promise<Process[]> {
  const more = Array.from({ length: Number(env['WORKFLOWS_PROCESSES'] || 1) - 1 }, (_, place) => ({
    name: `workflows-${place + 2}`,
    service: 'workflows' as const,
  }));
  const named = [...services.map((service) => ({ name: service, service })), ...more];
  const portFor = (service: Service) => (service === 'gateway' ? gatewayPort : freePort());
  return Promise.all(named.map(async (one) => ({ ...one, port: await portFor(one.service) })));
}
