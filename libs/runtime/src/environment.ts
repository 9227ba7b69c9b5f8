import { z } from 'zod';
import { levels } from './log.ts';

const text = z.string().min(1);

/** An integer within bounds, in decimal digits. */
export const integer = (from: number, to: number) =>
  z
    .string()
    .regex(/^[0-9]{1,9}$/, `expected a whole number from ${from} to ${to}`)
    .transform(Number)
    .refine((value) => value >= from && value <= to, `expected a whole number from ${from} to ${to}`);

/** `true`, `1`, `yes`, `on` and their opposites, in any case. */
export const flag = z
  .string()
  .transform((value) => value.toLowerCase())
  .refine((value) => /^(true|1|yes|on|false|0|no|off)$/.test(value), 'expected true or false')
  .transform((value) => /^(true|1|yes|on)$/.test(value));

/** `a, b,c` as `['a', 'b', 'c']`. */
export const list = z.string().transform((value) =>
  value
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== ''),
);

const url = (protocols: RegExp, example: string) =>
  z.url({ protocol: protocols, error: `expected a URL such as ${example}` });

/** Variables that every service reads. */
export const common = {
  PORT: integer(0, 65_535)
    .default(8080)
    .meta({ description: 'Port of the HTTP server; 0 takes any free one. Railway sets it.' }),
  HOST: text.optional().meta({
    description:
      'Address to listen on. By default `::` (all, IPv4 and IPv6), in the local edition the loopback address.',
  }),
  LOG_LEVEL: z
    .string()
    .transform((value) => value.toLowerCase())
    .pipe(z.enum(levels))
    .default('info')
    .meta({ description: `One of ${levels.join(', ')}.` }),
  ENVIRONMENT: text.default('development').meta({ description: 'Name of the deployment, in telemetry.' }),
  OTEL_EXPORTER_OTLP_ENDPOINT: url(/^https?$/, 'http://collector:4318')
    .optional()
    .meta({ description: 'OTLP/HTTP collector. Without one, nothing is traced.' }),
  TRACES_PER_SECOND: integer(1, 100_000).default(20).meta({
    description:
      'Maximum of traces that this process begins to record in a second, and ten times as many in a burst. The others have ids only.',
  }),
  GIT_COMMIT: text
    .optional()
    .meta({ description: 'Commit that is running, returned by `/version`. `RAILWAY_GIT_COMMIT_SHA` is accepted.' }),
  RAILWAY_GIT_COMMIT_SHA: text.optional().meta({ description: 'Set by Railway.' }),
};

/** The service's database: one URL, or its parts under their original names. */
export const database = {
  DATABASE_URL: url(/^postgres(ql)?$/, 'postgres://user:password@host:5432/name')
    .optional()
    .meta({ description: 'PostgreSQL of this service. Overrides the POSTGRES_* parts.', secret: true }),
  DATABASE_MIGRATION_URL: url(/^postgres(ql)?$/, 'postgres://owner:password@host:5432/name')
    .optional()
    .meta({ description: 'The same database as its owner, for migrations. DATABASE_URL by default.', secret: true }),
  POSTGRES_HOST: text.optional().meta({ description: 'Used when DATABASE_URL is missing.' }),
  POSTGRES_PORT: integer(1, 65_535).default(5432).meta({ description: 'Used when DATABASE_URL is missing.' }),
  POSTGRES_USER: text.default('postgres').meta({ description: 'Used when DATABASE_URL is missing.' }),
  POSTGRES_PASSWORD: text.optional().meta({ description: 'Used when DATABASE_URL is missing.', secret: true }),
  POSTGRES_DB: text
    .optional()
    .meta({ description: 'Used when DATABASE_URL is missing. The name of the service by default.' }),
  DATABASE_POOL_SIZE: integer(5, 200).default(10).meta({
    description: 'Maximum of connections that this process opens, of which up to three are reserved for its own work.',
  }),
  DATABASE_SINGLE_SESSION: flag
    .default(false)
    .meta({ description: 'The server has a single session for all clients (PGlite): one connection, no LISTEN.' }),
  SQL_DEBUG: flag.default(false).meta({
    description:
      'Log SQL statements without their values, as `LOG_LEVEL=debug` does; those of hot paths are not logged.',
  }),
};

/** Addresses by which one service is called when the broker is away. */
const asked = (service: string) =>
  list
    .pipe(z.array(url(/^https?$/, `http://${service}.railway.internal:8080`)))
    .default([])
    .meta({
      description: `Private addresses of ${service}, separated by commas. It is called there while the broker is unavailable; without them, calls to it wait for the broker.`,
    });

/** The broker. */
export const nats = {
  NATS_URL: url(/^(nats|tls|wss?)$/, 'nats://user:password@host:4222').meta({
    description: 'NATS with JetStream, as the user of this service.',
    secret: true,
  }),
  PRINCIPAL_SIGNING_KEY: text.meta({
    description:
      "Ed25519 private key of this service (PKCS8 DER in base64). It signs the principal of the service's calls.",
    secret: true,
  }),
  PRINCIPAL_PUBLIC_KEYS: text.meta({
    description: 'JWKS with the public key of every service; `kid` is the name of the service.',
  }),
  CREDENTIALS_URL: asked('credentials'),
  WORKFLOWS_URL: asked('workflows'),
  PLUGINS_URL: asked('plugins'),
  VECTORS_URL: asked('vectors'),
};

/** The cache. All are optional: without Redis the mesh is slower and still works. */
export const redis = {
  REDIS_URL: url(/^rediss?$/, 'redis://host:6379')
    .optional()
    .meta({ description: 'Redis. Overrides the REDIS_* parts.', secret: true }),
  REDIS_HOST: text.optional().meta({ description: 'Used when REDIS_URL is missing.' }),
  REDIS_PORT: integer(1, 65_535).default(6379).meta({ description: 'Used when REDIS_URL is missing.' }),
  REDIS_PASSWORD: text.optional().meta({ description: 'Used when REDIS_URL is missing.', secret: true }),
  REDIS_DB: integer(0, 15).default(0).meta({ description: 'Used when REDIS_URL is missing.' }),
};

/** The bucket. */
export const objects = {
  MARKETPLACE_S3_BUCKET: text
    .default('automatos-marketplace')
    .meta({ description: 'Bucket of plugin packages and uploads.' }),
  S3_ENDPOINT_URL: url(/^https?$/, 'http://minio:9000')
    .optional()
    .meta({ description: 'S3-compatible server. AWS by default.' }),
  AWS_REGION: text.default('us-east-1').meta({ description: 'Region of the bucket.' }),
  AWS_ACCESS_KEY_ID: text.meta({ description: 'Access key of the bucket.', secret: true }),
  AWS_SECRET_ACCESS_KEY: text.meta({ description: 'Secret key of the bucket.', secret: true }),
};

/** What outgoing calls may reach besides the public internet. */
export const egress = {
  EGRESS_ALLOW: list.default([]).meta({
    description:
      'Private hosts that outgoing calls may reach: comma-separated `host`, `host:port` or CIDR. None by default.',
  }),
};
