import { join } from 'node:path';
import { containerEngineAnswers } from './container-engine.ts';
import { postgresContainer, redisContainer, type Started } from './container-servers.ts';
import { startPostgres } from './embedded/postgres.ts';
import { startRedis } from './embedded/redis.ts';
import { startS3 } from './embedded/s3.ts';
import { findTool } from './embedded/tool.ts';
import { openGuard } from './guard.ts';
import { temporaryFolder } from './temporary-folder.ts';

type Say = (line: string) => void;
type Provided = Started & { pid?: number };
type Origin = 'container' | 'embedded';

/**
 * Starts the servers that the environment does not name, and names them there: containers if an engine answers, else native or
 * embedded servers on free loopback ports. Disposing stops what this call started.
 */
export async function startServers(env: NodeJS.ProcessEnv, say: Say): Promise<AsyncDisposable> {
  await using opened = new AsyncDisposableStack();
  const guard = opened.use(openGuard());
  const folder = opened.use(temporaryFolder('servers')).path;
  guard.watch({ folder });
  const log = (name: string) => join(folder, `${name}.log`);
  const origin: Origin = (await containerEngineAnswers()) ? 'container' : 'embedded';
  const provide = async (variable: string, starts: Record<Origin, () => Promise<Provided>>) => {
    if (env[variable]) return;
    const server = opened.use(await starts[origin]().catch((error) => fallBack(error, starts)));
    if (server.pid) guard.watch({ pid: server.pid });
    env[variable] = server.url;
  };
  const fallBack = (error: unknown, starts: Record<Origin, () => Promise<Provided>>): Promise<Provided> => {
    if (origin === 'embedded') throw error;
    say(`no container (${firstLine(error)}), taking a server of this machine`);
    return starts.embedded();
  };

  await Promise.all([
    provide('MESH_TEST_POSTGRES_URL', {
      container: () => postgresContainer(guard),
      embedded: () =>
        startPostgres({ folder: join(folder, 'postgres'), logFile: log('postgres'), password: 'mesh', hasty: true }),
    }),
    provide('MESH_TEST_REDIS_URL', {
      container: () => redisContainer(guard),
      embedded: () => startRedis({ folder, logFile: log('redis') }),
    }).catch((error) => say(`no Redis: ${firstLine(error)}`)),
    findTool('nats-server', { say }), // each test file starts its own broker: unpack it once, before they all need it
    provide('MESH_TEST_S3_ENDPOINT', { container: () => s3(folder), embedded: () => s3(folder) }),
  ]);
  const kept = opened.move();
  return { [Symbol.asyncDispose]: async () => kept.disposeAsync() };
}

async function s3(folder: string): Promise<Provided> {
  const server = await startS3({ folder: join(folder, 's3'), logFile: join(folder, 's3.log') });
  return { ...server, url: server.endpoint };
}

const firstLine = (error: unknown) => String(error instanceof Error ? error.message : error).split('\n')[0];
