import type { ServiceNode } from 'railway/iac';

/** The `railway.json` of one service, for projects that have not been migrated to the infrastructure file. */
export function legacyConfig({ build, deploy }: ServiceNode): object {
  return { $schema: 'https://railway.com/railway.schema.json', build, deploy };
}
