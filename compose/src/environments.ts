import { type Service, services } from '@mesh/contracts/operation';
import { POSTGRES_MEMORY } from '@mesh/testing/embedded/postgres-memory';
import type { Secrets } from './secrets.ts';

type Environment = Readonly<Record<string, string>>;

/** The environment of each container, with the addresses in `compose.yaml`. */
export function environments(secrets: Secrets): Readonly<Record<Service | 'postgres' | 'redis' | 'mesh', Environment>> {
  const { principalKeys, objectsKey } = secrets;
  const shared = (service: Service): Environment => ({
    ENVIRONMENT: 'compose',
    ...databaseOf(service, secrets),
    NATS_URL: `nats://${service}:${secrets.natsPasswords[service]}@nats:4222`,
    PRINCIPAL_SIGNING_KEY: principalKeys.signingKeys[service],
    PRINCIPAL_PUBLIC_KEYS: principalKeys.publicKeys,
    CREDENTIALS_URL: 'http://credentials:8080',
    WORKFLOWS_URL: 'http://workflows:8080',
    PLUGINS_URL: 'http://plugins:8080',
    VECTORS_URL: 'http://vectors:8080',
  });
  const redis = { REDIS_URL: `redis://:${secrets.redisPassword}@redis:6379` };
  const objects = {
    S3_ENDPOINT_URL: 'http://objects:8080',
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'mesh',
    AWS_SECRET_ACCESS_KEY: objectsKey,
  };
  return {
    postgres: { POSTGRES_PASSWORD: secrets.postgresPassword, ...POSTGRES_MEMORY },
    redis: { REDISCLI_AUTH: secrets.redisPassword },
    mesh: { MESH_URL: 'http://127.0.0.1:8080', MESH_API_KEY: secrets.apiKey },
    gateway: {
      ...shared('gateway'),
      ...redis,
      ...objects,
      API_KEY: secrets.apiKey,
      API_KEY_PEPPER: secrets.apiKeyPepper,
      DEFAULT_WORKSPACE_ID: secrets.workspaceId,
    },
    credentials: {
      ...shared('credentials'),
      ...objects,
      ENCRYPTION_KEY: secrets.encryptionKey,
      AUDIT_S3_BUCKET: 'automatos-audit',
      AUDIT_S3_ENDPOINT_URL: objects.S3_ENDPOINT_URL,
      AUDIT_S3_ACCESS_KEY_ID: objects.AWS_ACCESS_KEY_ID,
      AUDIT_S3_SECRET_ACCESS_KEY: objectsKey,
      PUBLIC_URL: 'http://127.0.0.1:8080',
    },
    workflows: { ...shared('workflows'), ...redis, ...objects },
    plugins: { ...shared('plugins'), ...redis, ...objects },
    vectors: { ...shared('vectors'), ...objects },
  };
}

function databaseOf(service: Service, { databasePasswords }: Secrets): Environment {
  const { login, owner } = databasePasswords[service];
  return {
    DATABASE_URL: `postgres://${service}:${login}@postgres:5432/${service}`,
    DATABASE_MIGRATION_URL: `postgres://${service}_owner:${owner}@postgres:5432/${service}`,
  };
}

/** An env file for Compose, without interpolation. */
export function envFile(environment: Environment): string {
  return Object.entries(environment)
    .map(([name, value]) => `${name}='${value}'\n`)
    .join('');
}

export const containers = [...services, 'postgres', 'redis', 'mesh'] as const;
