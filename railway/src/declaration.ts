import { createRailwayContext, project, type ServiceNode } from 'railway/iac';
import mesh from '../../.railway/railway.ts';

/** What `.railway/railway.ts` declares for an environment, evaluated without Railway. */
export async function declaration(environment: string) {
  return mesh(createRailwayContext({ environment }), project);
}

/** The services that are built from this repository. */
export async function builtServices(environment: string): Promise<ServiceNode[]> {
  const { resources = [] } = await declaration(environment);
  return resources.flat().filter((node): node is ServiceNode => node.type === 'service' && node.kind === 'github');
}
