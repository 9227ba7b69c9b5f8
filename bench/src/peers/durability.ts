import pg from 'pg';

/** The durability settings of a PostgreSQL. Throws if a crash of the machine could lose a commit. */
export async function durability(database: string): Promise<string> {
  const client = new pg.Client({ connectionString: database });
  await client.connect();
  try {
    const { rows } = await client.query<Record<'version' | 'fsync' | 'commit' | 'pages' | 'method', string>>(
      `select current_setting('server_version') as version, current_setting('fsync') as fsync,
         current_setting('synchronous_commit') as commit, current_setting('full_page_writes') as pages,
         current_setting('wal_sync_method') as method`,
    );
    const [{ version, fsync, commit, pages, method } = {}] = rows;
    const told = `PostgreSQL ${version}: fsync ${fsync}, synchronous_commit ${commit}, full_page_writes ${pages}, ${method}`;
    if ([fsync, commit, pages].some((setting) => setting !== 'on')) throw new Error(`not durable: ${told}`);
    return told;
  } finally {
    await client.end();
  }
}
