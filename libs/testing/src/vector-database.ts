import { join } from 'node:path';
import { migrate } from '@mesh/database/migrate';
import { silent } from '@mesh/runtime/log';
import pg from 'pg';
import { freshDatabase } from './database.ts';
import { startPglite } from './embedded/pglite.ts';
import { openGuard } from './guard.ts';
import { servers } from './servers.ts';
import { temporaryFolder } from './temporary-folder.ts';

export type FreshVectorDatabase = AsyncDisposable & {
  readonly url: string;
  /** Whether it is PGlite; pass it on as `singleSession`. */
  readonly singleSession: boolean;
};

/** A database with pgvector for one test file: in the shared PostgreSQL if that has the extension, else PGlite. */
export async function freshVectorDatabase({ folders }: { folders: readonly URL[] }): Promise<FreshVectorDatabase> {
  const { postgres } = await servers();
  if (!(await hasVector(postgres.url))) return freshPglite({ folders });
  const database = await freshDatabase({ folders });
  return { ...database, singleSession: false };
}

/** A PGlite database, served as `npm start` serves it where there is no other. */
export async function freshPglite({ folders }: { folders: readonly URL[] }): Promise<FreshVectorDatabase> {
  await using opened = new AsyncDisposableStack();
  const guard = opened.use(openGuard());
  const folder = opened.use(temporaryFolder('pglite'));
  const { url, pid } = opened.use(await startPglite({ logFile: join(folder.path, 'log') }));
  guard.watch({ folder: folder.path });
  guard.watch({ pid });
  await migrate({ url, folders, log: silent });
  const kept = opened.move();
  return { url, singleSession: true, [Symbol.asyncDispose]: () => kept.disposeAsync() };
}

/** Whether the server at `url` can `create extension vector`. */
export async function hasVector(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rowCount } = await client.query("select 1 from pg_available_extensions where name = 'vector'");
    return rowCount === 1;
  } finally {
    await client.end();
  }
}
