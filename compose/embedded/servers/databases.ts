import { type Service, services } from '@mesh/contracts/operation';
import pg from 'pg';
import type { Secrets } from '../../src/secrets.ts';
import { StartError } from '../start-error.ts';

/** How a service connects to its database: for its work, and as its owner for migrations. */
type ServiceDatabase = { readonly url: string; readonly ownerUrl?: string; readonly singleSession?: boolean };
export type Databases = Readonly<Record<Service, ServiceDatabase>>;

/**
 * Creates for each service, if missing, a database, a role that owns it and a role that logs in and owns nothing. Passwords are
 * those of `secrets`. Throws `StartError` if the user of `url` may not create them.
 */
export async function ensureDatabases(url: string, wanted: readonly Service[], secrets: Secrets): Promise<Databases> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    for (const role of ['mesh_app', 'mesh_system']) await ensureRole(client, role, 'nologin');
    for (const service of wanted) await ensureDatabase(client, service, secrets);
  } catch (error) {
    if (!(error instanceof pg.DatabaseError) || error.code !== '42501') throw error;
    const names = services.map((service) => `${service.toUpperCase()}_DATABASE_URL`).join(', ');
    throw new StartError(`The user of DATABASE_URL may not make databases and roles: grant it, or set ${names}.`, {
      cause: error,
    });
  } finally {
    await client.end();
  }
  return Object.fromEntries(wanted.map((service) => [service, urlsOf(url, service, secrets)])) as Databases;
}

/** Runs as the administrator, the only role that may install pgvector in a database. */
export async function ensureVector(url: string, database: string): Promise<void> {
  const client = new pg.Client({ connectionString: at(url, database) });
  await client.connect();
  try {
    await client.query('create extension if not exists vector');
  } finally {
    await client.end();
  }
}

export const databaseName = (service: Service) => `mesh_${service}`;
const ownerName = (service: Service) => `mesh_${service}_owner`;

async function ensureDatabase(client: pg.Client, service: Service, { databasePasswords }: Secrets): Promise<void> {
  const [name, owner] = [databaseName(service), ownerName(service)];
  const { login, owner: ownerPassword } = databasePasswords[service]; // hexadecimal: no quoting needed
  await ensureRole(client, name, `login password '${login}'`);
  await ensureRole(client, owner, `login password '${ownerPassword}'`);
  await client.query(`grant mesh_app, mesh_system to ${name}, ${owner}`);
  const { rowCount } = await client.query('select 1 from pg_database where datname = $1', [name]);
  if (rowCount) return;
  await client.query(`grant ${owner} to current_user`);
  await client.query(`create database ${name} owner ${owner}`);
  await client.query(`revoke connect on database ${name} from public`);
  await client.query(`grant connect on database ${name} to ${name}`);
}

async function ensureRole(client: pg.Client, name: string, attributes: string): Promise<void> {
  const { rowCount } = await client.query('select 1 from pg_roles where rolname = $1', [name]);
  if (!rowCount) await client.query(`create role ${name} ${attributes}`);
}

function urlsOf(url: string, service: Service, { databasePasswords }: Secrets): ServiceDatabase {
  const { login, owner } = databasePasswords[service];
  const name = databaseName(service);
  return { url: at(url, name, name, login), ownerUrl: at(url, name, ownerName(service), owner) };
}

function at(server: string, database: string, user?: string, password?: string): string {
  const url = new URL(server);
  url.pathname = `/${database}`;
  if (user) url.username = user;
  if (password) url.password = password;
  return url.href;
}
