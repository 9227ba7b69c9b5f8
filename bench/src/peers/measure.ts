import type { Load, Round } from '../closed-loop.ts';
import { cpuSeconds, difference, machineSeconds } from '../cpu.ts';
import type { Contender } from './contenders.ts';
import type { Room } from './room.ts';
import { startEngine } from './start-engine.ts';

const WARM_UP_SECONDS = 3;

/** What an engine did under load, what its processes and servers used meanwhile, and the latency for one client alone. */
export type Measured = {
  readonly busy: Round;
  readonly alone: Round;
  /** CPU seconds by program. */
  readonly cpu: ReadonlyMap<string, number>;
  /** Cores used by everything else on the machine at the same time: HTTP clients and unrelated work. */
  readonly othersCores: number;
};

/** Starts the engine, warms it up under the same load, measures, and ends it. */
export async function measure({ program, serve }: Contender, room: Room, load: Load): Promise<Measured> {
  await using server = await serve(room);
  await using engine = await startEngine(program, server.place);
  const pids = [...server.pids, ...engine.pids];
  await engine.meet({ ...load, seconds: WARM_UP_SECONDS });
  const [used, usedByAll] = await Promise.all([cpuOf(pids), machineSeconds()]);
  const busy = await engine.meet(load);
  const cpu = difference(used, await cpuOf(pids));
  const others = (await machineSeconds()) - usedByAll - total(cpu);
  const alone = await engine.meet({ ...load, clients: 1 });
  return { busy, alone, cpu, othersCores: others / busy.seconds };
}

export const total = (cpu: ReadonlyMap<string, number>): number => [...cpu.values()].reduce((sum, one) => sum + one, 0);

async function cpuOf(pids: readonly number[]): Promise<ReadonlyMap<string, number>> {
  const sums = new Map<string, number>();
  for (const family of await Promise.all(pids.map(cpuSeconds)))
    for (const [name, seconds] of family) sums.set(name, (sums.get(name) ?? 0) + seconds);
  return sums;
}
