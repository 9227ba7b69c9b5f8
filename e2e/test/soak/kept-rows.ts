import pg from 'pg';

/** Smaller tables are scanned in no time, dead rows included. */
const MANY_ROWS = 10_000;

/** The database of vectors is PGlite where `npm start` provides it. */
const databases = ['gateway', 'credentials', 'workflows', 'plugins'].map((service) => `mesh_${service}`);
const waiting = 'select count(*)::integer as count from outbox where published_at is null';
/** Measured by reading them, since the server's statistics are lost when it crashes. */
const shares = `
  select relname as name, dead_tuple_count::float8 / (tuple_count + dead_tuple_count) as share
  from pg_stat_user_tables, pgstattuple(relid) where tuple_count + dead_tuple_count > ${MANY_ROWS}`;

/** What the databases of a server keep, and how much of it is dead. */
export class KeptRows {
  /** Unpublished events by database: the maximum seen. */
  readonly waiting: Record<string, number> = {};
  /** The last share of dead rows of each large table, by database and table. */
  readonly dead: Record<string, number> = {};
  readonly #url: string;

  /** `url` is that of a superuser. */
  constructor(url: string) {
    this.#url = url;
  }

  /** Returns the current values. */
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
