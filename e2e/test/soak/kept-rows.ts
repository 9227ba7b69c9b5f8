import pg from 'pg';

/** Fewer rows are read whole in no time, dead ones too. */
const MANY_ROWS = 10_000;

/** That of vectors is in PGlite, where `npm start` brings it. */
const databases = ['gateway', 'credentials', 'workflows', 'plugins'].map((service) => `mesh_${service}`);
const waiting = 'select count(*)::integer as count from outbox where published_at is null';
/** By reading them: what the server believes it forgets when it dies. */
const shares = `
  select relname as name, dead_tuple_count::float8 / (tuple_count + dead_tuple_count) as share
  from pg_stat_user_tables, pgstattuple(relid) where tuple_count + dead_tuple_count > ${MANY_ROWS}`;

/** What the databases of a server keep, and how much of it for nothing. */
export class KeptRows {
  /** Events that no broker has, by database: the most that were seen. */
  readonly waiting: Record<string, number> = {};
  /** The share of dead rows of each table that has many, by database and table, as it was seen last. */
  readonly dead: Record<string, number> = {};
  readonly #url: string;

  /** `url` is a superuser's. */
  constructor(url: string) {
    this.#url = url;
  }

  /** Returns what there is now. */
  async look(): Promise<string> {
    const told: string[] = [];
    for (const name of databases) {
      const url = new URL(`/${name}`, this.#url).href;
      await rowsOf(url, 'create extension if not exists pgstattuple');
      const [{ count }] = (await rowsOf<{ count: number }>(url, waiting)) as [{ count: number }];
      this.waiting[name] = Math.max(this.waiting[name] ?? 0, count);
      const tables = await rowsOf<{ name: string; share: number }>(url, shares);
      for (const table of tables) this.dead[`${name}.${table.name}`] = table.share;
      const dead = tables.map((table) => `${(table.share * 100).toFixed()} % of ${table.name}`);
      told.push(`${name}: ${[`${count} events`, ...dead].join(', ')}`);
    }
    return told.join('; ');
  }
}

async function rowsOf<Row extends pg.QueryResultRow>(url: string, text: string): Promise<Row[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Row>(text)).rows;
  } finally {
    await client.end();
  }
}
