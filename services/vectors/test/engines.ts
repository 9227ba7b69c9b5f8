import { servers } from '@mesh/testing/servers';
import { type FreshVectorDatabase, freshPglite, freshVectorDatabase, hasVector } from '@mesh/testing/vector-database';

/** A database of its own for one test file. */
export type Engine = FreshVectorDatabase;
type Open = () => Promise<Engine>;

const { postgres } = await servers();
const openPostgres: Open = () => freshVectorDatabase({ folders: [] });
export const openPglite: Open = () => freshPglite({ folders: [] });

/** What vectors must run on. PostgreSQL is there where the tests' server has pgvector, as the container has. */
export const engines: readonly [string, Open][] = [
  ['PGlite', openPglite],
  ...((await hasVector(postgres.url)) ? ([['PostgreSQL', openPostgres]] as [string, Open][]) : []),
];
