import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { natsConfig } from '@mesh/bus/nats-config';
import { type Service, services } from '@mesh/contracts/operation';
import { ensureBucket } from '@mesh/objects/open';
import type { Child } from '@mesh/testing/embedded/child';
import { freePort } from '@mesh/testing/embedded/free-port';
import { startNats } from '@mesh/testing/embedded/nats';
import { type EmbeddedPglite, startPglite } from '@mesh/testing/embedded/pglite';
import { type EmbeddedPostgres, startPostgres } from '@mesh/testing/embedded/postgres';
import { type EmbeddedRedis, startRedis } from '@mesh/testing/embedded/redis';
import { type EmbeddedS3, s3Keys, startS3 } from '@mesh/testing/embedded/s3';
import { findTool } from '@mesh/testing/embedded/tool';
import { hasVector } from '@mesh/testing/vector-database';
import type { Secrets } from '../src/secrets.ts';
import { type Databases, databaseName, ensureDatabases, ensureVector } from './databases.ts';
import type { Folders } from './folders.ts';
import { keepServer } from './keep-server.ts';
import type { ProcessLedger } from './process-ledger.ts';
import { note, step } from './progress.ts';
import { assertPostgres, assertTcp } from './reachable.ts';
import type { Surroundings } from './service-environment.ts';

/** What the start needs while it brings servers up; `opened` closes them in reverse. */
export type Scene = {
  env: NodeJS.ProcessEnv;
  folders: Folders;
  secrets: Secrets;
  ledger: ProcessLedger;
  opened: AsyncDisposableStack;
  /** Aborts when the start is told to stop; whoever opens something finishes that and then throws. */
  signal: AbortSignal;
};

/** A server of ours lives as long as the start, and each of its processes is entered in the ledger. Gives the first. */
async function own<C extends Child>(
  { ledger, opened, signal }: Scene,
  name: string,
  program: string,
  start: (before?: C) => Promise<C>,
): Promise<C> {
  const kept = await keepServer({
    start,
    onStart: ({ pid }) => ledger.enter(name, { pid, program, signal: name === 'postgres' ? 'SIGINT' : 'SIGTERM' }),
    onAway: (reason) => note(name, reason),
  });
  opened.defer(() => ledger.remove(name));
  opened.use(kept);
  signal.throwIfAborted();
  return kept.first;
}

/** Where the one before it listened. */
const portOf = (url: string | undefined) => (url === undefined ? undefined : Number(new URL(url).port));

const say = (line: string) => note('tools', line);
const log = ({ folders }: Scene, name: string) => join(folders.logs, `${name}.log`);

/** The databases of all services: those that the environment names, else of the embedded PostgreSQL. */
export async function openDatabases(scene: Scene): Promise<Databases> {
  const { env, secrets, folders } = scene;
  const given = Object.fromEntries(
    services.flatMap((service) => {
      const url = env[`${service.toUpperCase()}_DATABASE_URL`];
      return url ? [[service, { url }]] : [];
    }),
  ) as Partial<Databases>;
  for (const [service, { url }] of Object.entries(given)) {
    await assertPostgres(`${service.toUpperCase()}_DATABASE_URL`, url);
  }
  const wanted = services.filter((service) => !given[service]);
  if (wanted.length === 0) return given as Databases;
  const url = await openPostgres(scene);
  const made = await ensureDatabases(url, wanted, secrets);
  if (given.vectors) return { ...made, ...given };
  if (await hasVector(url)) {
    await ensureVector(url, databaseName('vectors'));
    return { ...made, ...given };
  }
  const pglite = await step(
    'pgvector',
    async () => {
      const folder = join(folders.mesh, 'pglite');
      const logFile = log(scene, 'pglite');
      return own<EmbeddedPglite>(scene, 'pglite', 'pglite-process', (before) =>
        startPglite({ folder, logFile, port: portOf(before?.url) }),
      );
    },
    () => 'PGlite, for the database of vectors',
  );
  return { ...made, ...given, vectors: { url: pglite.url, singleSession: true } };
}

function openPostgres(scene: Scene): Promise<string> {
  const { env, folders, secrets } = scene;
  return step(
    'PostgreSQL',
    async () => {
      if (env['DATABASE_URL']) {
        await assertPostgres('DATABASE_URL', env['DATABASE_URL']);
        return env['DATABASE_URL'];
      }
      const options = { folder: folders.postgres, logFile: log(scene, 'postgres'), password: secrets.postgresPassword };
      const { url } = await own<EmbeddedPostgres>(scene, 'postgres', 'postgres', (before) =>
        startPostgres({ ...options, port: portOf(before?.url) }),
      );
      return url;
    },
    (url) => (env['DATABASE_URL'] ? 'as DATABASE_URL names it' : `embedded, port ${new URL(url).port}`),
  );
}

/** A URL for each service, with the user that has its permissions alone; a server that the environment names has its own. */
export async function openNats(scene: Scene): Promise<{ url: string; urlOf: (service: Service) => string }> {
  const { env, folders, secrets } = scene;
  const given = env['NATS_URL'];
  const port = await step(
    'NATS',
    async () => {
      if (given)
        return void (await Promise.all(given.split(',').map((url) => assertTcp('NATS_URL', url.trim(), 4222))));
      const tool = await findTool('nats-server', { folder: folders.tools, say });
      const at = await freePort();
      const store = join(folders.mesh, 'nats');
      const configFile = join(folders.mesh, 'nats.conf');
      const serverVersion = execFileSync(tool.command, ['--version'], { encoding: 'utf8', env: tool.env }).trim();
      const { natsPasswords: passwords, postgresPassword: password } = secrets;
      const operator = { user: 'operator', password };
      const config = natsConfig({
        serverVersion,
        listen: `127.0.0.1:${at}`,
        storeDir: store,
        passwords,
        operator,
        subscribers: true,
      });
      writeFileSync(configFile, config, { mode: 0o600 });
      const starting = { folder: store, logFile: log(scene, 'nats'), port: at, configFile, tool };
      return (await own(scene, 'nats', 'nats-server', () => startNats(starting))).port;
    },
    (at) => (at ? `nats-server with JetStream, port ${at}` : 'as NATS_URL names it'),
  );
  if (given) return { url: given, urlOf: () => given };
  const urlFor = (user: string, password: string) => `nats://${user}:${password}@127.0.0.1:${port}`;
  return {
    url: urlFor('operator', secrets.postgresPassword),
    urlOf: (service) => urlFor(service, secrets.natsPasswords[service]),
  };
}

/** Nothing where this machine has no Redis: the mesh works without. */
export async function openRedis(scene: Scene): Promise<string | undefined> {
  const { env, folders } = scene;
  const given = env['REDIS_URL'];
  if (given) {
    await step(
      'Redis',
      () => assertTcp('REDIS_URL', given, 6379),
      () => 'as REDIS_URL names it',
    );
    return given;
  }
  if (env['REDIS_HOST']) return undefined; // the services read its parts themselves
  try {
    const tool = await findTool('redis-server', { folder: folders.tools, say });
    const starting = { folder: folders.mesh, logFile: log(scene, 'redis'), tool };
    const start = (before?: EmbeddedRedis) => startRedis({ ...starting, port: before?.port });
    const tell = ({ port }: EmbeddedRedis) => `port ${port}`;
    return (await step('Redis', () => own(scene, 'redis', 'redis-server', start), tell)).url;
  } catch (error) {
    note('Redis', `going on without: ${error instanceof Error ? error.message : error}`);
    return undefined;
  }
}

/** With an S3 of ours, the audit has a bucket for its checkpoints. */
export async function openBuckets(scene: Scene): Promise<Surroundings['buckets']> {
  const { env, folders } = scene;
  const given = env['S3_ENDPOINT_URL'];
  if (given) {
    const port = given.startsWith('https') ? 443 : 80;
    await step(
      'S3',
      () => assertTcp('S3_ENDPOINT_URL', given, port),
      () => 'as S3_ENDPOINT_URL names it',
    );
    return { objects: {}, audit: {} };
  }
  const { endpoint } = await step(
    'S3',
    async () => {
      const folder = join(folders.mesh, 's3');
      mkdirSync(folder, { recursive: true });
      const logFile = log(scene, 's3');
      const server = await own<EmbeddedS3>(scene, 's3', 's3-process', (before) =>
        startS3({ folder, logFile, port: portOf(before?.endpoint) }),
      );
      for (const bucket of [env['MARKETPLACE_S3_BUCKET'] || BUCKET, AUDIT_BUCKET])
        await ensureBucket({ ...s3Keys, endpoint: server.endpoint, bucket });
      return server;
    },
    (server) => `embedded, port ${new URL(server.endpoint).port}`,
  );
  const objects = {
    S3_ENDPOINT_URL: endpoint,
    AWS_REGION: s3Keys.region,
    AWS_ACCESS_KEY_ID: s3Keys.accessKeyId,
    AWS_SECRET_ACCESS_KEY: s3Keys.secretAccessKey,
  };
  const audit = {
    AUDIT_S3_BUCKET: AUDIT_BUCKET,
    AUDIT_S3_ENDPOINT_URL: endpoint,
    AUDIT_S3_REGION: s3Keys.region,
    AUDIT_S3_ACCESS_KEY_ID: s3Keys.accessKeyId,
    AUDIT_S3_SECRET_ACCESS_KEY: s3Keys.secretAccessKey,
  };
  return { objects, audit };
}

const AUDIT_BUCKET = 'automatos-audit';
const BUCKET = 'automatos-marketplace'; // the default of MARKETPLACE_S3_BUCKET
