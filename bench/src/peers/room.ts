import { mkdtempSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { freePort } from '@mesh/testing/embedded/free-port';
import { startPostgres } from '@mesh/testing/embedded/postgres';
import { startRedis } from '@mesh/testing/embedded/redis';
import { openGuard } from '@mesh/testing/guard';
import { temporaryFolder } from '@mesh/testing/temporary-folder';
import pg from 'pg';

/** Where an engine finds its server, and the server's process, whose CPU counts as the engine's. */
export type Server = AsyncDisposable & { readonly place: unknown; readonly pids: readonly number[] };

/** Servers for the peers, for one engine at a time. */
export type Room = AsyncDisposable & {
  /** The PostgreSQL that the engines use in turn. */
  readonly postgres: string;
  database(): Promise<Server>;
  redis(): Promise<Server>;
  /** n8n needs a database, a folder and ports. */
  n8n(): Promise<Server>;
  /** Restate has its own server, and needs a folder and ports. */
  restate(): Promise<Server>;
};

/**
 * A PostgreSQL started as by `npm start`, with an empty database for each engine, and a Redis that syncs to disk. All on the disk
 * of `meshFolder`, so that its speed is the same for all.
 */
export async function openRoom(meshFolder: string): Promise<Room> {
  await using opened = new AsyncDisposableStack();
  const guard = opened.use(openGuard());
  const folder = opened.use(temporaryFolder('bench-peers')).path;
  guard.watch({ folder });
  if (statSync(folder).dev !== statSync(meshFolder).dev)
    throw new Error(`${folder} is not on the disk of ${meshFolder}: set TMPDIR to a folder that is`);
  const own = { folder: join(folder, 'postgres'), logFile: join(folder, 'postgres.log'), password: 'bench' };
  const postgres = opened.use(await startPostgres(own));
  const fresh = (name: string) => mkdtempSync(join(folder, `${name}-`));
  guard.watch({ pid: postgres.pid });
  const database = async () => {
    await administer(postgres.url, 'create database peer');
    const place = { database: Object.assign(new URL(postgres.url), { pathname: 'peer' }).href };
    const drop = () => administer(postgres.url, 'drop database peer with (force)');
    return { place, pids: [postgres.pid], [Symbol.asyncDispose]: drop };
  };
  const kept = opened.move();
  return {
    postgres: postgres.url,
    database,
    async n8n() {
      const ports = await Promise.all([freePort(), freePort()]);
      const { place, ...server } = await database();
      return { ...server, place: { ...place, folder: fresh('n8n'), ports } };
    },
    async redis() {
      const at = fresh('redis');
      const redis = await startRedis({ folder: at, logFile: `${at}.log`, durable: true });
      guard.watch({ pid: redis.pid });
      return { place: { redis: redis.url }, pids: [redis.pid], [Symbol.asyncDispose]: redis[Symbol.asyncDispose] };
    },
    async restate() {
      const ports = await Promise.all([freePort(), freePort(), freePort()]);
      return { place: { folder: fresh('restate'), ports }, pids: [], [Symbol.asyncDispose]: async () => {} };
    },
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}

async function administer(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
