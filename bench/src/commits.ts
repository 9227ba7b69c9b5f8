import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import type { Mesh } from './mesh.ts';

/** Sessions tell the server what they did at most once a second. */
const SETTLE_MS = 1_500;

/** Transactions that the server of the mesh has committed so far, in all its databases. Linux alone. */
export async function commits({ services }: Mesh): Promise<number> {
  await sleep(SETTLE_MS);
  const environment = await readFile(`/proc/${services['workflows']?.pid}/environ`, 'utf8');
  const variable = environment.split('\0').find((one) => one.startsWith('DATABASE_URL='));
  const client = new pg.Client({ connectionString: variable?.slice('DATABASE_URL='.length) });
  await client.connect();
  try {
    const { rows } = await client.query<{ count: number }>(
      'select sum(xact_commit)::float8 as count from pg_stat_database',
    );
    return rows[0]?.count ?? 0;
  } finally {
    await client.end();
  }
}
