import { readConfig } from '@mesh/runtime/config';
import { common, database, egress, nats, objects, redis } from '@mesh/runtime/environment';
import { z } from 'zod';

/** Every variable that workflows reads. */
export const environmentSchema = z.object({
  ...common,
  ...database,
  ...nats,
  ...redis,
  ...objects,
  ...egress,
  RAILWAY_REPLICA_ID: z
    .string()
    .optional()
    .meta({ description: 'Tells replicas apart. Set by Railway; host name and port unless told.' }),
});
export type Config = z.output<typeof environmentSchema>;

/** The only reader of the environment. Throws, naming every variable that is wrong. */
export function readServiceConfig(env: NodeJS.ProcessEnv): Config {
  return readConfig(environmentSchema, env);
}
