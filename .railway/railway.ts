import type { Service } from '@mesh/contracts/operation';
import {
  bucket,
  database,
  defineRailway,
  github,
  group,
  image,
  postgres,
  project,
  redis,
  ref,
  type SharedVariableRef,
  service,
  type VariableValue,
  volume,
} from 'railway/iac';
import { brokerConfig, brokerUrl } from '../railway/src/broker.ts';
import { privateUrl } from '../railway/src/private-url.ts';

type Variables = Record<string, string | VariableValue>;

/** A service of the mesh: how it is built, migrated, checked and stopped, and its variables. */
function meshService(name: Service, shared: SharedVariableRef, variables: Variables) {
  return service(name, {
    source: github('automatos/mesh', { branch: 'main' }),
    build: { builder: 'DOCKERFILE', dockerfilePath: 'Dockerfile' },
    preDeploy: 'node dist/migrate.js',
    healthcheck: '/health',
    healthcheckTimeout: 120,
    // The new replica runs beside the old one, which then has its 25 s to drain before it is killed.
    deploy: { overlapSeconds: 15, drainingSeconds: 30, restartPolicyType: 'ALWAYS' },
    env: {
      SERVICE: name,
      PORT: '8080',
      HOST: '::',
      ENVIRONMENT: 'production',
      NATS_URL: brokerUrl(name),
      PRINCIPAL_SIGNING_KEY: shared[`PRINCIPAL_SIGNING_KEY_${name.toUpperCase()}`] as VariableValue,
      PRINCIPAL_PUBLIC_KEYS: shared['PRINCIPAL_PUBLIC_KEYS'] as VariableValue,
      CREDENTIALS_URL: privateUrl('credentials'),
      WORKFLOWS_URL: privateUrl('workflows'),
      PLUGINS_URL: privateUrl('plugins'),
      VECTORS_URL: privateUrl('vectors'),
      ...variables,
    },
  });
}

/** The mesh on Railway. Secrets are shared variables of the environment: `railway/README.md` lists them. */
export default defineRailway(({ shared }) => {
  const gatewayDatabase = postgres('gateway-db');
  const credentialsDatabase = postgres('credentials-db');
  const workflowsDatabase = postgres('workflows-db');
  const pluginsDatabase = postgres('plugins-db');
  const vectorsDatabase = database('vectors-db', 'postgres', {
    image: 'pgvector/pgvector:pg18',
    defaultMountPath: '/var/lib/postgresql',
  });

  const cache = redis('redis');
  const REDIS_URL = cache.env.REDIS_URL;

  const packages = bucket('marketplace');
  const objects = {
    MARKETPLACE_S3_BUCKET: ref(packages, 'BUCKET'),
    S3_ENDPOINT_URL: ref(packages, 'ENDPOINT'),
    AWS_REGION: ref(packages, 'REGION'),
    AWS_ACCESS_KEY_ID: ref(packages, 'ACCESS_KEY_ID'),
    AWS_SECRET_ACCESS_KEY: ref(packages, 'SECRET_ACCESS_KEY'),
  };

  const broker = service('nats', {
    source: image('nats:2-alpine'),
    start: `sh -c 'printf %s "$NATS_CONFIG" > /tmp/mesh.conf && exec nats-server --config /tmp/mesh.conf'`,
    env: { NATS_CONFIG: brokerConfig },
    volumeMounts: { '/data': volume('nats-data') },
  });

  const gateway = meshService('gateway', shared, {
    ...objects,
    DATABASE_URL: gatewayDatabase.env.DATABASE_URL,
    REDIS_URL,
    API_KEY: shared['API_KEY'] as VariableValue,
    API_KEY_PEPPER: shared['API_KEY_PEPPER'] as VariableValue,
    DEFAULT_WORKSPACE_ID: shared['DEFAULT_WORKSPACE_ID'] as VariableValue,
  });
  const audit = bucket('audit');
  const credentials = meshService('credentials', shared, {
    ...objects,
    DATABASE_URL: credentialsDatabase.env.DATABASE_URL,
    ENCRYPTION_KEY: shared['ENCRYPTION_KEY'] as VariableValue,
    PUBLIC_URL: shared['PUBLIC_URL'] as VariableValue,
    AUDIT_S3_BUCKET: ref(audit, 'BUCKET'),
    AUDIT_S3_ENDPOINT_URL: ref(audit, 'ENDPOINT'),
    AUDIT_S3_REGION: ref(audit, 'REGION'),
    AUDIT_S3_ACCESS_KEY_ID: ref(audit, 'ACCESS_KEY_ID'),
    AUDIT_S3_SECRET_ACCESS_KEY: ref(audit, 'SECRET_ACCESS_KEY'),
  });
  const workflows = meshService('workflows', shared, {
    ...objects,
    DATABASE_URL: workflowsDatabase.env.DATABASE_URL,
    REDIS_URL,
  });
  const plugins = meshService('plugins', shared, {
    ...objects,
    DATABASE_URL: pluginsDatabase.env.DATABASE_URL,
    REDIS_URL,
  });
  const vectors = meshService('vectors', shared, {
    ...objects,
    DATABASE_URL: vectorsDatabase.env.DATABASE_URL,
  });

  return project('automatos-mesh', {
    resources: [
      group('Mesh', [gateway, credentials, workflows, plugins, vectors]),
      group('Databases', [gatewayDatabase, credentialsDatabase, workflowsDatabase, pluginsDatabase, vectorsDatabase]),
      group('Bell and cache', [broker, cache]),
      packages,
      audit,
    ],
  });
});
