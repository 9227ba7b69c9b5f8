import { readdir, readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Log } from '@mesh/runtime/log';
import pg from 'pg';
import { noteIncarnation } from './incarnation.ts';
import { ensureRoles } from './roles.ts';
import { isUnavailable } from './translate.ts';

const LOCK = 7_238_110_423; // any fixed number: one migration of this database at a time
const RETRY_MS = 1_000;
const LOOK_MS = 100;
/** Queries queue behind a step that waits for a table lock, so a step that does not get its lock soon gives way. */
const LOCK_WAIT = '2s';
const LET_PASS_MS = 3_000;

type Migration = {
  /** The owner's URL. */
  url: string;
  /** Login users of the service, besides the owner. */
  logins?: readonly string[];
  /** Folders of `0001-name.sql` files, in order. A file's name is its identity, so no two folders share one. */
  folders: readonly URL[];
  log: Log;
  signal?: AbortSignal;
};

type Step = { name: string; text: string };

/**
 * Migrates the schema to the newest step under an advisory lock, each step in a transaction of its own. Waits for a server that
 * is down or goes down meanwhile, and for whoever holds a table for long, such as a dump, without blocking others. Throws if the
 * database has a step that this program does not know, since it then belongs to a newer version. Returns the newest step's name.
 */
export async function migrate(migration: Migration): Promise<string | undefined> {
  const { folders, log, signal } = migration;
  const steps = (await Promise.all(folders.map(readFolder))).flat();
  if (new Set(steps.map(({ name }) => name)).size < steps.length) throw new Error('two schema steps share a name');
  for (;;) {
    try {
      await bringUp(migration, steps);
      return steps.at(-1)?.name;
    } catch (error) {
      if (!isUnavailable(error)) throw error;
      log.warn({ err: error }, 'the database was lost while its schema was brought up; it is tried again');
      await sleep(RETRY_MS, undefined, { signal });
    }
  }
}

/** Does what is not done yet. */
async function bringUp({ url, logins = [], log, signal }: Migration, steps: readonly Step[]): Promise<void> {
  const client = await connected(url, log, signal);
  try {
    await lock(client, signal);
    const { rows } = await client.query<{ me: string }>('select current_user as me');
    await ensureRoles(client, [...new Set([rows[0]?.me ?? '', ...logins])]);
    await client.query(
      'create table if not exists schema_step (name text primary key, done_at timestamptz not null default now())',
    );
    const done = new Set(
      (await client.query<{ name: string }>('select name from schema_step')).rows.map(({ name }) => name),
    );
    const unknown = [...done].filter((name) => !steps.some((step) => step.name === name));
    if (unknown.length > 0) throw new Error(`the database is newer than this program: it holds ${unknown.join(', ')}`);
    for (const step of steps.filter(({ name }) => !done.has(name))) {
      while (!(await apply(client, step))) {
        log.warn({ step: step.name }, 'others hold what a schema step needs; it is tried again');
        await sleep(LET_PASS_MS, undefined, { signal });
      }
      log.info({ step: step.name }, 'schema step done');
    }
    await noteIncarnation(client);
  } finally {
    await client.end();
  }
}

/** Polls instead of blocking, so that a process that is told to stop does. */
async function lock(client: pg.Client, signal: AbortSignal | undefined): Promise<void> {
  const isLocked = async () => {
    const { rows } = await client.query<{ locked: boolean }>('select pg_try_advisory_lock($1) as locked', [LOCK]);
    return rows[0]?.locked === true;
  };
  while (!(await isLocked())) await sleep(LOOK_MS, undefined, { signal });
}

/** Applies a step. False if others hold a table that it needs, or wait for one that it holds. */
async function apply(client: pg.Client, { name, text }: Step): Promise<boolean> {
  await client.query(`begin; set local lock_timeout = '${LOCK_WAIT}'`);
  try {
    await client.query(text);
    await client.query('insert into schema_step (name) values ($1)', [name]);
    await client.query('commit');
    return true;
  } catch (error) {
    await client.query('rollback');
    if (error instanceof pg.DatabaseError && (error.code === '55P03' || error.code === '40P01')) return false;
    throw new Error(`schema step ${name} failed: ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    });
  }
}

async function readFolder(folder: URL): Promise<Step[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.sql')).sort();
  return Promise.all(names.map(async (name) => ({ name, text: await readFile(new URL(name, folder), 'utf8') })));
}

/** Retries for ever: a dependency that is down never ends a process, not even at start. */
async function connected(url: string, log: Log, signal: AbortSignal | undefined): Promise<pg.Client> {
  for (;;) {
    const client = new pg.Client({ connectionString: url });
    client.on('error', () => {}); // its statement fails anyway; an event that nobody hears would end the process
    try {
      await client.connect();
      return client;
    } catch (error) {
      await client.end().catch(() => {});
      if (error instanceof pg.DatabaseError && /^(28|3D)/.test(error.code ?? '')) throw error; // refused, not unavailable
      log.warn({ err: error }, 'the database does not answer yet');
      await sleep(RETRY_MS, undefined, { signal });
    }
  }
}
