import { ConfigError } from './config-error.ts';

export type DatabaseVariables = {
  DATABASE_URL?: string | undefined;
  DATABASE_MIGRATION_URL?: string | undefined;
  POSTGRES_HOST?: string | undefined;
  POSTGRES_PORT: number;
  POSTGRES_USER: string;
  POSTGRES_PASSWORD?: string | undefined;
  POSTGRES_DB?: string | undefined;
};

/** DATABASE_URL, or a URL built from its parts. Throws `ConfigError` if neither names a server. */
export function databaseUrl(env: DatabaseVariables, service: string): string {
  if (env.DATABASE_URL) return env.DATABASE_URL;
  if (!env.POSTGRES_HOST) throw new ConfigError(['DATABASE_URL: required (or POSTGRES_HOST and its companions)']);
  const url = new URL('postgres://localhost');
  url.hostname = env.POSTGRES_HOST;
  url.port = String(env.POSTGRES_PORT);
  url.username = encodeURIComponent(env.POSTGRES_USER);
  url.password = encodeURIComponent(env.POSTGRES_PASSWORD ?? '');
  url.pathname = `/${env.POSTGRES_DB ?? service}`;
  return url.href;
}

type RedisVariables = {
  REDIS_URL?: string | undefined;
  REDIS_HOST?: string | undefined;
  REDIS_PORT: number;
  REDIS_PASSWORD?: string | undefined;
  REDIS_DB: number;
};

/** REDIS_URL, or a URL built from its parts; undefined if neither is set, since Redis is optional. */
export function redisUrl(env: RedisVariables): string | undefined {
  if (env.REDIS_URL || !env.REDIS_HOST) return env.REDIS_URL;
  const password = env.REDIS_PASSWORD ? `:${encodeURIComponent(env.REDIS_PASSWORD)}@` : '';
  return `redis://${password}${env.REDIS_HOST}:${env.REDIS_PORT}/${env.REDIS_DB}`;
}
