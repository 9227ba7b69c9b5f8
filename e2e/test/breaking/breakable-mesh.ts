import { type FreshPostgres, freshPostgres } from '@mesh/testing/fresh-postgres';
import { startLocalMesh } from '@mesh/testing/local-mesh';
import { type FreshNats, freshNats } from '@mesh/testing/nats';
import { findMesh, type Mesh } from '../../src/mesh.ts';

/** A mesh of a test's own, with two processes of workflows, on servers that the test may break. */
export type BreakableMesh = AsyncDisposable & {
  readonly mesh: Mesh;
  /** The mesh as it is now: whoever died runs as another process. */
  readonly current: () => Promise<Mesh>;
  readonly nats: FreshNats;
  readonly postgres: FreshPostgres;
};

type Servers = Pick<BreakableMesh, 'nats' | 'postgres'>;

/** `allowed` is the one private address, as `host:port`, that its workflows may call; `more` is what its start is told besides. */
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
