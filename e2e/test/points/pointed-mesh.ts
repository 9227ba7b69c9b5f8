import { startLocalMesh } from '@mesh/testing/local-mesh';
import { Points } from '@mesh/testing/points/points';
import { findMesh, type Mesh } from '../../src/mesh.ts';
import { type Ledger, openLedger } from '../work/ledger.ts';

/** A mesh for one test whose services have points, and a ledger that it may call. */
export type PointedMesh = AsyncDisposable & {
  readonly ledger: Ledger;
  readonly points: Points;
  /** The current mesh: a restarted process has another pid. */
  findMesh(): Promise<Mesh>;
};

export async function openPointedMesh(processes: number): Promise<PointedMesh> {
  await using opening = new AsyncDisposableStack();
  const ledger = opening.use(await openLedger(0));
  const points = opening.use(new Points());
  const env = { EGRESS_ALLOW: new URL(ledger.url).host, WORKFLOWS_PROCESSES: String(processes) };
  const { folder } = opening.use(await startLocalMesh({ ...env, ...points.env }));
  const opened = opening.move();
  return {
    ledger,
    points,
    findMesh: () => findMesh({ MESH_DIR: folder }),
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}
