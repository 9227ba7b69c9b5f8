import { createCipheriv, createSecretKey, randomBytes } from 'node:crypto';
import { freshPostgres } from '@mesh/testing/fresh-postgres';
import pg from 'pg';
import { closedLoop } from './closed-loop.ts';
import { report } from './report.ts';

const SECONDS = Number(process.env['BENCH_SECONDS'] ?? 3);
const CLIENTS = 50;
const KIBIBYTE = randomBytes(1_024);
const MICROSECONDS = 1_000_000;

/** Measures the machine without the mesh, so that results of different machines can be compared. */
await using postgres = await freshPostgres();
const clients = await Promise.all(Array.from({ length: CLIENTS }, open));
const [alone] = clients as [pg.Client];
await alone.query('create table one (id bigint generated always as identity primary key, text text not null)');

const look = () => alone.query({ name: 'look', text: 'select 1' });
const write = (client: number) =>
  clients[client]?.query({ name: 'write', text: 'insert into one (text) values ($1)', values: ['x'] }) ??
  Promise.resolve();

report('The machine', [
  { what: 'AES-256-GCM of 1 KiB', measured: encryptions(), unit: '/CPU s' },
  { what: 'round trips over loopback, one client', measured: await rate(1, look), unit: '/s' },
  { what: 'commits, one client', measured: await rate(1, write), unit: '/s' },
  { what: `commits, ${CLIENTS} clients`, measured: await rate(CLIENTS, write), unit: '/s' },
]);
await Promise.all(clients.map((client) => client.end()));

async function open(): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: postgres.url });
  await client.connect();
  return client;
}

async function rate(count: number, work: (client: number) => Promise<unknown>): Promise<number> {
  await closedLoop({ clients: count, seconds: SECONDS / 3 }, work); // warms up
  const { took, seconds } = await closedLoop({ clients: count, seconds: SECONDS }, work);
  return took.length / seconds;
}

function encryptions(): number {
  const key = createSecretKey(randomBytes(32));
  const used = process.cpuUsage();
  const until = performance.now() + SECONDS * 1_000;
  let count = 0;
  for (; performance.now() < until; count++) {
    const cipher = createCipheriv('aes-256-gcm', key, randomBytes(12));
    cipher.update(KIBIBYTE);
    cipher.final();
    cipher.getAuthTag();
  }
  const { user, system } = process.cpuUsage(used);
  return (count / (user + system)) * MICROSECONDS;
}
