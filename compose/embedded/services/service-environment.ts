import type { Service } from '@mesh/contracts/operation';
import type { Secrets } from '../../src/secrets.ts';
import type { Databases } from '../servers/databases.ts';

/** The only private address that workflows may call: the API that `npm run demo` serves. */
const DEMO_API = '127.0.0.1:4010';

/** As in the images: limits the memory that the threads of Node.js reserve in arenas, 7 MiB a process that nobody uses. */
const ARENAS = '2';

/** Everything that services need besides the environment of the start itself. */
export type Surroundings = {
  databases: Databases;
  natsUrlOf: (service: Service) => string;
  /** Where the processes of a service listen. */
  urlsOf: (service: Service) => readonly string[];
  redisUrl: string | undefined;
  /** The variables of the shared bucket, and those of the audit's bucket, which only credentials gets. */
  buckets: { objects: NodeJS.ProcessEnv; audit: NodeJS.ProcessEnv };
  tracesUrl: string | undefined;
  /** The gateway's address for browsers on this machine. */
  gatewayUrl: string;
  secrets: Secrets;
};

/** The environment of a service: that of the start, with the addresses of the servers and the stored keys. */
export function serviceEnvironment(
  service: Service,
  port: number,
  env: NodeJS.ProcessEnv,
  { databases, natsUrlOf, urlsOf, redisUrl, buckets, tracesUrl, gatewayUrl, secrets }: Surroundings,
): NodeJS.ProcessEnv {
  const { url, ownerUrl, singleSession } = databases[service];
  const kept = {
    HOST: '127.0.0.1',
    ENVIRONMENT: 'local',
    MALLOC_ARENA_MAX: ARENAS,
    EGRESS_ALLOW: DEMO_API,
    PUBLIC_URL: gatewayUrl,
    OTEL_EXPORTER_OTLP_ENDPOINT: tracesUrl,
    ENCRYPTION_KEY: env['CREDENTIAL_ENCRYPTION_KEY'] ? undefined : secrets.encryptionKey,
    API_KEY: env['AUTOMATOS_API_KEY'] || env['ORCHESTRATOR_API_KEY'] ? undefined : secrets.apiKey,
    API_KEY_PEPPER: secrets.apiKeyPepper,
    DEFAULT_WORKSPACE_ID: secrets.workspaceId,
    PRINCIPAL_SIGNING_KEY: secrets.principalKeys.signingKeys[service],
    PRINCIPAL_PUBLIC_KEYS: secrets.principalKeys.publicKeys,
    ...(service === 'credentials' && !env['AUDIT_S3_BUCKET'] ? buckets.audit : {}),
  };
  const found = {
    PORT: String(port),
    DATABASE_URL: url,
    DATABASE_MIGRATION_URL: ownerUrl,
    DATABASE_SINGLE_SESSION: singleSession ? 'true' : undefined,
    NATS_URL: natsUrlOf(service),
    CREDENTIALS_URL: urlsOf('credentials').join(),
    WORKFLOWS_URL: urlsOf('workflows').join(),
    PLUGINS_URL: urlsOf('plugins').join(),
    VECTORS_URL: urlsOf('vectors').join(),
    REDIS_URL: redisUrl,
    ...buckets.objects,
  };
  return present({ ...present(kept), ...present(env), ...present(found) });
}

/** Variables for one process: `WORKFLOWS_2__LOG_LEVEL` is the LOG_LEVEL of `workflows-2`, and overrides all others. */
export function ownVariables(name: string, env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const prefix = `${name.toUpperCase().replaceAll('-', '_')}__`;
  const own = Object.entries(env).filter(([variable]) => variable.startsWith(prefix));
  return Object.fromEntries(own.map(([variable, value]) => [variable.slice(prefix.length), value]));
}

/** An empty variable counts as absent. */
const present = (env: NodeJS.ProcessEnv): NodeJS.ProcessEnv =>
  Object.fromEntries(Object.entries(env).filter(([, value]) => value));

/** The first API key of the gateway. */
export function apiKeyOf(env: NodeJS.ProcessEnv, secrets: Secrets): string {
  return env['API_KEY'] || env['AUTOMATOS_API_KEY'] || env['ORCHESTRATOR_API_KEY'] || secrets.apiKey;
}
