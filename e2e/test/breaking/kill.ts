import { setTimeout as sleep } from 'node:timers/promises';
import type { Chance } from '@mesh/testing/chance';
import { isReady } from '@mesh/testing/is-ready';
import { findMesh, type Mesh } from '../../src/mesh.ts';

const LOOK_MS = 100;
const BACK_WITHIN_MS = 120_000;

/**
 * Kills random processes of the mesh with SIGKILL, one by one; `next` says when, given how many have died. After about a third of
 * the kills it waits until the process is up again; so some die close together, and there are quiet times as well. Skips a
 * process that has not been restarted since its last kill. Returns how often each died.
 */
export async function killAtRandom({
  kills,
  next,
  chance,
  among = () => true,
  current = findMesh,
}: {
  kills: number;
  next: (dead: number) => Promise<unknown>;
  chance: Chance;
  among?: (name: string) => boolean;
  /** The current mesh. */
  current?: () => Promise<Mesh>;
}): Promise<Record<string, number>> {
  const killed = new Set<number>();
  const counts: Record<string, number> = {};
  for (let dead = 0; dead < kills; ) {
    await next(dead);
    const [name, pid] = await someProcess(current, chance, (name, pid) => among(name) && !killed.has(pid));
    killed.add(pid);
    if (!died(pid)) continue;
    dead += 1;
    counts[name] = (counts[name] ?? 0) + 1;
    if (chance(3) === 0) await isBack(current, name, pid);
  }
  return counts;
}

/** Returns false if it had exited by itself, as a service that cannot start does. */
function died(pid: number): boolean {
  try {
    return process.kill(pid, 'SIGKILL');
  } catch {
    return false;
  }
}

async function someProcess(
  current: () => Promise<Mesh>,
  chance: Chance,
  fits: (name: string, pid: number) => boolean,
): Promise<[string, number]> {
  for (;;) {
    const found = Object.entries((await current()).services).filter(([name, { pid }]) => fits(name, pid));
    const [name, { pid }] = found[chance(found.length)] ?? ['', { pid: 0 }];
    if (name) return [name, pid];
    await sleep(LOOK_MS);
  }
}

async function isBack(current: () => Promise<Mesh>, name: string, killed: number): Promise<void> {
  for (const until = performance.now() + BACK_WITHIN_MS; performance.now() < until; await sleep(LOOK_MS)) {
    const { pid, url } = (await current()).services[name] ?? {};
    if (pid === killed) continue;
    if (url && (await isReady(url))) return;
  }
  throw new Error(`${name} has not come back`);
}
