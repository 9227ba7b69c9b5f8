import { createHash, randomBytes } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { migrate } from '@mesh/database/migrate';
import { silent } from '@mesh/runtime/log';
import pg from 'pg';
import { servers } from './servers.ts';

const LEAVE_MS = 20_000;
const TEMPLATE_LOCK = 5_920_417_733; // any fixed number: one process makes templates at a time

export type FreshDatabase = AsyncDisposable & {
  /** URL of the owner, who may assume `mesh_app` and `mesh_system`. */
  readonly url: string;
};

/**
 * A database for one test file with the schema of `folders`, cloned from a template that is created once. Disposing drops it
 * and throws if connections are still open, since somebody forgot to close them.
 */
export async function freshDatabase({
  folders,
  server,
  leaveMs = LEAVE_MS,
}: {
  folders: readonly URL[];
  /** A superuser's URL; the shared server by default. */
  server?: string;
  /** How long, in ms, clients that are closing may take. */
  leaveMs?: number;
}): Promise<FreshDatabase> {
  const admin = server ?? (await servers()).postgres.url;
  const name = await asAdmin(admin, async (client) => {
    await client.query('select pg_advisory_lock($1)', [TEMPLATE_LOCK]);
    return clone(client, await ensureTemplate(client, admin, folders));
  });
  return opened(admin, name, leaveMs);
}

/** A copy of the database at `url` as a restore of a backup would make it. Nobody may be connected to it. */
export async function copiedDatabase(url: string): Promise<FreshDatabase> {
  const { postgres } = await servers();
  const original = new URL(url).pathname.slice(1);
  const name = await asAdmin(postgres.url, async (client) => {
    await left(client, original, LEAVE_MS);
    return clone(client, original);
  });
  return opened(postgres.url, name, LEAVE_MS);
}

/** Returns the name of the copy. */
async function clone(client: pg.Client, template: string): Promise<string> {
  const name = `test_${randomBytes(8).toString('hex')}`;
  await client.query(`create database ${name} template ${template}`);
  return name;
}

function opened(admin: string, name: string, leaveMs: number): FreshDatabase {
  return {
    url: databaseAt(admin, name),
    [Symbol.asyncDispose]: () => asAdmin(admin, (client) => dropUnused(client, name, leaveMs)),
  };
}

async function ensureTemplate(client: pg.Client, admin: string, folders: readonly URL[]): Promise<string> {
  const template = `template_${await digestOf(folders)}`;
  const { rowCount } = await client.query('select 1 from pg_database where datname = $1', [template]);
  if (rowCount) return template;
  const half = `${template}_half`;
  await client.query(`drop database if exists ${half} with (force)`);
  await client.query(`create database ${half}`);
  await migrate({ url: databaseAt(admin, half), folders, log: silent });
  await client.query(`alter database ${half} rename to ${template}`);
  return template;
}

async function digestOf(folders: readonly URL[]): Promise<string> {
  const hash = createHash('sha256');
  for (const folder of folders) {
    for (const file of (await readdir(folder)).filter((name) => name.endsWith('.sql')).sort()) {
      hash.update(`${file}\0`).update(await readFile(new URL(file, folder)));
    }
  }
  return hash.digest('hex').slice(0, 16);
}

async function dropUnused(client: pg.Client, name: string, leaveMs: number): Promise<void> {
  const open = await left(client, name, leaveMs);
  await client.query(`drop database ${name} with (force)`);
  if (open.length > 0) throw new Error(`connections were left open; last statements: ${open.join(' | ')}`);
}

/** Connections that stay open; closing ones linger for a moment. Returns their last statements. */
async function left(client: pg.Client, name: string, leaveMs: number): Promise<string[]> {
  const deadline = performance.now() + leaveMs;
  let open: string[];
  do open = await connectionsTo(client, name);
  while (open.length > 0 && performance.now() < deadline);
  return open;
}

async function connectionsTo(client: pg.Client, name: string): Promise<string[]> {
  const { rows } = await client.query<{ query: string }>(
    `select query from pg_stat_activity, pg_sleep(0.02) where datname = $1 and backend_type = 'client backend'`,
    [name],
  );
  return rows.map(({ query }) => query);
}

async function asAdmin<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

function databaseAt(server: string, name: string): string {
  const url = new URL(server);
  url.pathname = `/${name}`;
  return url.href;
}
