import { randomUUID } from 'node:crypto';
import { PGlite } from '@electric-sql/pglite';
import { vector } from '@electric-sql/pglite-pgvector';
import { PGLiteSocketServer } from '@electric-sql/pglite-socket';
import pg from 'pg';

/** A database of its own for one test file. */
export type Engine = AsyncDisposable & { url: string; singleSession: boolean };

const server = process.env['MESH_TEST_PGVECTOR_URL'];

/** What vectors must run on. PostgreSQL with pgvector is there where a server has the extension. */
export const engines: readonly [string, () => Promise<Engine>][] = [
  ['PGlite', openPglite],
  ...(server ? ([['PostgreSQL', () => openPostgres(server)]] as [string, () => Promise<Engine>][]) : []),
];

export async function openPglite(): Promise<Engine> {
  const db = await PGlite.create({ extensions: { vector } });
  const socket = new PGLiteSocketServer({ db, host: '127.0.0.1', port: 0 });
  const listening = new Promise<string>((resolve) => {
    socket.addEventListener('listening', (event) => {
      const { host, port } = (event as CustomEvent<{ host: string; port: number }>).detail;
      resolve(`postgres://postgres@${host}:${port}/postgres`);
    });
  });
  await socket.start();
  return {
    url: await listening,
    singleSession: true,
    async [Symbol.asyncDispose]() {
      await socket.stop();
      await db.close();
    },
  };
}

/** A fresh database whose owner is no superuser: what only one may do is done first, as the start program does it. */
async function openPostgres(adminUrl: string): Promise<Engine> {
  const name = `vectors_${randomUUID().slice(0, 8)}`;
  const admin = new pg.Client({ connectionString: adminUrl });
  await admin.connect();
  await admin.query(`create role ${name} login password 'owner'`);
  for (const role of ['mesh_app', 'mesh_system']) {
    const { rowCount } = await admin.query('select from pg_roles where rolname = $1', [role]);
    if (!rowCount) await admin.query(`create role ${role} nologin`);
    await admin.query(`grant ${role} to ${name}`);
  }
  await admin.query(`create database ${name} owner ${name}`);
  const inside = new pg.Client({ connectionString: within(adminUrl, name) });
  await inside.connect();
  await inside.query('create extension vector');
  await inside.end();
  const url = new URL(within(adminUrl, name));
  url.username = name;
  url.password = 'owner';
  return {
    url: url.href,
    singleSession: false,
    async [Symbol.asyncDispose]() {
      await admin.query(`drop database ${name} with (force)`);
      await admin.query(`drop role ${name}`);
      await admin.end();
    },
  };
}

function within(url: string, name: string): string {
  const other = new URL(url);
  other.pathname = `/${name}`;
  return other.href;
}
