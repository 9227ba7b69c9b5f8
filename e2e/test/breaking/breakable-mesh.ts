import { type FreshPostgres, freshPostgres } from '@mesh/testing/fresh-postgres';
import { startLocalMesh } from '@mesh/testing/local-mesh';
import { type FreshNats, freshNats } from '@mesh/testing/nats';
import { findMesh, type Mesh } from '../../src/mesh.ts';

/** A mesh for one test, with two processes of workflows, on servers that the test may break. */
export type BreakableMesh = AsyncDisposable & {
  readonly mesh: Mesh;
  /** The current mesh: a process that died has a successor with another pid. */
  readonly current: () => Promise<Mesh>;
  readonly nats: FreshNats;
  readonly postgres: FreshPostgres;
};

type Servers = Pick<BreakableMesh, 'nats' | 'postgres'>;

/**
 * `allowed` is the only private address, as `host:port`, that its workflows may call; `more` is added to the environment of its
 * start.
 */
export async function openBreakableMesh(
  allowed: string,
  more: (servers: Servers) => NodeJS.ProcessEnv = () => ({}),
): Promise<BreakableMesh> {
  await using opening = new AsyncDisposableStack();
  const nats = opening.use(await freshNats());
  const postgres = opening.use(await freshPostgres());
  const servers = { DATABASE_URL: postgres.url, NATS_URL: nats.url };
  const env = { ...servers, EGRESS_ALLOW: allowed, WORKFLOWS_PROCESSES: '2', ...more({ nats, postgres }) };
  const { folder } = opening.use(await startLocalMesh(env));
  const current = () => findMesh({ MESH_DIR: folder });
  const mesh = await current();
  const opened = opening.move();
  return { mesh, current, nats, postgres, [Symbol.asyncDispose]: () => opened.disposeAsync() };
}
