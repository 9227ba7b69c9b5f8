import type { z } from 'zod';
import { ConfigError } from './config-error.ts';

/** Reads the environment once, at the edge. An empty variable counts as absent. Throws `ConfigError`. */
export function readConfig<S extends z.ZodType>(schema: S, env: NodeJS.ProcessEnv): z.output<S> {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ''));
  const read = schema.safeParse(given, { reportInput: false });
  if (read.success) return read.data;
  throw new ConfigError(
    read.error.issues.map(({ path, message }) => `${path.length > 0 ? path.join('.') : 'configuration'}: ${message}`),
  );
}
