import { servers } from '@mesh/testing/servers';
import { type FreshVectorDatabase, freshPglite, freshVectorDatabase, hasVector } from '@mesh/testing/vector-database';

/** A database of its own for one test file. */
export type Engine = FreshVectorDatabase;
type Open = () => Promise<Engine>;

const { postgres } = await servers();
const openPostgres: Open = () => freshVectorDatabase({ folders: [] });
export const openPglite: Open = () => freshPglite({ folders: [] });

const all: readonly [string, Open][] = [
  ['PGlite', openPglite],
  ...((await hasVector(postgres.url)) ? ([['PostgreSQL', openPostgres]] as [string, Open][]) : []),
];

/**
 * What vectors must run on. PostgreSQL is there where the tests' server has pgvector, as the container has. `MESH_TEST_VECTORS_ON`
 * names the one of them that is tried.
 */
export const engines: typeof all = all.filter(([name]) => name === (process.env['MESH_TEST_VECTORS_ON'] ?? name));
if (engines.length === 0) throw new Error(`no ${process.env['MESH_TEST_VECTORS_ON']} with pgvector is here`);
