import { readConfig } from '@mesh/runtime/config';
import { common, database, integer, nats, objects, redis } from '@mesh/runtime/environment';
import { z } from 'zod';

/** Every variable that plugins reads. */
export const environmentSchema = z.object({
  ...common,
  ...database,
  ...nats,
  ...redis,
  ...objects,
  PLUGIN_CACHE_TTL_SECONDS: integer(1, 604_800)
    .default(3_600)
    .meta({ description: 'How long Redis keeps the files of plugins.' }),
});
export type Config = z.output<typeof environmentSchema>;

/** The only reader of the environment. Throws, naming every variable that is wrong. */
export function readServiceConfig(env: NodeJS.ProcessEnv): Config {
  return readConfig(environmentSchema, env);
}
