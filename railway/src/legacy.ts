import type { ServiceNode } from 'railway/iac';

/** `railway.json` of one service, for projects that Railway has not moved to its infrastructure file yet. */
export function legacyConfig({ build, deploy }: ServiceNode): object {
  return { $schema: 'https://railway.com/railway.schema.json', build, deploy };
}

/** The text of that file. */
export function legacyFile(node: ServiceNode): string {
  return `${JSON.stringify(legacyConfig(node), null, 2)}\n`;
}
