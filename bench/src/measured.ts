import { cpuSeconds, difference } from './cpu.ts';
import type { Mesh } from './mesh.ts';
import { commits } from './workflows-database.ts';

/** The cost of a number of workflows. */
export type Measured = {
  readonly count: number;
  readonly seconds: number;
  /** CPU seconds by process. */
  readonly cpu: ReadonlyMap<string, number>;
  readonly commits: number;
};

/**
 * Measures time, CPU of all processes of the mesh under `root`, and commits, while `work` runs. `work` returns the number of
 * workflows.
 */
export async function measured(mesh: Mesh, root: number, work: () => Promise<number>): Promise<Measured> {
  const committed = await commits(mesh);
  const used = await cpuSeconds(root);
  const began = performance.now();
  const count = await work();
  const seconds = (performance.now() - began) / 1_000;
  const cpu = difference(used, await cpuSeconds(root));
  return { count, seconds, cpu, commits: (await commits(mesh)) - committed };
}

/** CPU of all processes per workflow, in ms. */
export function cpuMs({ cpu, count }: Measured): number {
  return ([...cpu.values()].reduce((sum, one) => sum + one, 0) * 1_000) / count;
}
