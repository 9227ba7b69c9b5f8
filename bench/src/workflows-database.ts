import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import type { Mesh } from './mesh.ts';

/** Sessions update the server's statistics at most once a second. */
const SETTLE_MS = 1_500;

/** Transactions that the mesh's server has committed so far, in all its databases. Linux only. */
export async function commits(mesh: Mesh): Promise<number> {
  await sleep(SETTLE_MS);
  await using database = await connected(mesh);
  const { rows } = await database.client.query<{ count: number }>(
    'select sum(xact_commit)::float8 as count from pg_stat_database',
  );
  return rows[0]?.count ?? 0;
}

/** How many executions of these workflows have begun and wait, without an owner. */
export function waitingCount(mesh: Mesh, workflows: readonly string[]): Promise<number> {
  return countOf(mesh, `workflow_id = any($1) and status = 'waiting'`, [workflows]);
}

/** Resolves once the broker has every event of these executions, so that nothing is left to do for those that wait. */
export async function allTold(mesh: Mesh, lookMs: number): Promise<void> {
  await until(mesh, 'select not exists (select from outbox where published_at is null) as done', lookMs);
}

/** When executions began and ended, in ms of the database's clock, and their inputs; only those of a workflow that have ended. */
export function ended<Input>(
  mesh: Mesh,
  workflow: string,
): Promise<{ readonly input: Input; readonly startedMs: number; readonly endedMs: number }[]> {
  return asSystem(
    mesh,
    `select input, extract(epoch from started_at)::float8 * 1000 as "startedMs",
       extract(epoch from ended_at)::float8 * 1000 as "endedMs"
     from execution where workflow_id = $1 and ended_at is not null`,
    [workflow],
  );
}

export function finishedCount(mesh: Mesh): Promise<number> {
  return countOf(mesh, 'ended_at is not null', []);
}

/** Makes this many copies of the execution that completed last, each with its journal and an id of its own. */
export async function copyFinished(mesh: Mesh, count: number): Promise<void> {
  await asSystem(
    mesh,
    `with last as (select * from execution where status = 'completed' order by id desc limit 1),
     copy as (
       select last.*, left(last.id, 14) || lpad((extract(epoch from clock_timestamp()) * 1000)::bigint % 10000000 || '', 7, '0')
         || lpad(n || '', 9, '0') as copy_id
       from last, generate_series(1, $1::integer) n),
     made as (
       insert into execution (id, workspace_id, workflow_id, namespace, name, version, status, input, output, scopes, traceparent,
         started_at, ended_at)
       select copy_id, workspace_id, workflow_id, namespace, name, version, status, input, output, scopes, traceparent, started_at,
         ended_at from copy)
     insert into journal (execution_id, seq, entry_count, workspace_id, at, happening, entries)
     select c.copy_id, j.seq, j.entry_count, j.workspace_id, j.at, j.happening, j.entries
     from copy c join journal j on j.execution_id = c.id`,
    [count],
  );
}

/** Brings bulk-loaded data into the state of a database that grew over weeks. */
export async function tidy(mesh: Mesh): Promise<void> {
  await using database = await connected(mesh);
  for (const table of ['execution', 'journal']) await database.client.query(`vacuum (analyze) ${table}`);
}

/** Resolves once no process works on any execution, and none is queued. */
export async function allEnded(mesh: Mesh, lookMs: number): Promise<void> {
  const busy = 'exists (select from execution where worker is not null) or exists (select from queued_execution)';
  await until(mesh, `select not (${busy}) as done`, lookMs);
}

/** Queries the database instead of the mesh, since an index answers this however old its statistics are. */
async function until(mesh: Mesh, isDone: string, lookMs: number): Promise<void> {
  await using database = await connected(mesh);
  await database.client.query('set role mesh_system; set enable_seqscan = off');
  const look = () => database.client.query<{ done: boolean }>(isDone);
  while (!(await look()).rows[0]?.done) await sleep(lookMs);
}

/** How many executions of all workspaces match `condition`. */
async function countOf(mesh: Mesh, condition: string, values: readonly unknown[]): Promise<number> {
  const query = `select count(*)::integer as count from execution where ${condition}`;
  const [row] = await asSystem<{ count: number }>(mesh, query, values);
  return row?.count ?? 0;
}

/** The rows of a statement that sees all workspaces. */
async function asSystem<Row extends pg.QueryResultRow>(
  mesh: Mesh,
  text: string,
  values: readonly unknown[],
): Promise<Row[]> {
  await using database = await connected(mesh);
  await database.client.query('set role mesh_system');
  return (await database.client.query<Row>(text, [...values])).rows;
}

/** The database of workflows, from the environment of its process. */
export async function workflowsDatabase({ services }: Mesh): Promise<string> {
  const environment = await readFile(`/proc/${services['workflows']?.pid}/environ`, 'utf8');
  const variable = environment.split('\0').find((one) => one.startsWith('DATABASE_URL='));
  if (!variable) throw new Error('the process of workflows is told no DATABASE_URL');
  return variable.slice('DATABASE_URL='.length);
}

async function connected(mesh: Mesh): Promise<AsyncDisposable & { readonly client: pg.Client }> {
  const client = new pg.Client({ connectionString: await workflowsDatabase(mesh) });
  await client.connect();
  return { client, [Symbol.asyncDispose]: () => client.end() };
}
