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
    .meta({ description: 'Seconds for which Redis keeps the files of plugins.' }),
});
export type Config = z.output<typeof environmentSchema>;
