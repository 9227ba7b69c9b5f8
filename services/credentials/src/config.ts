import { readConfig } from '@mesh/runtime/config';
import { common, database, egress, nats } from '@mesh/runtime/environment';
import { z } from 'zod';

const rootKeys = z.string().optional();

/** Every variable that credentials reads. */
export const environmentSchema = z.object({
  ...common,
  ...database,
  ...nats,
  ...egress,
  ENCRYPTION_KEY: rootKeys.meta({
    description:
      'Root keys: 32 random bytes in base64 (`openssl rand -base64 32`). Several, separated by commas, while one replaces another; the first wraps what is new.',
    secret: true,
  }),
  CREDENTIAL_ENCRYPTION_KEY: rootKeys.meta({ description: 'Used when ENCRYPTION_KEY is missing.', secret: true }),
});
export type Config = z.output<typeof environmentSchema>;

/** The only reader of the environment. Throws, naming every variable that is wrong. */
export function readServiceConfig(env: NodeJS.ProcessEnv): Config {
  return readConfig(environmentSchema, env);
}
