import type { ServiceNode } from 'railway/iac';

/** `railway.json` of one service, for projects that Railway has not moved to its infrastructure file yet. */
export function legacyConfig({ build, deploy }: ServiceNode): object {
  return { $schema: 'https://railway.com/railway.schema.json', build, deploy };
}
