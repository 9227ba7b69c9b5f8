import { setTimeout as sleep } from 'node:timers/promises';
import { isReady } from '@mesh/testing/is-ready';
import { ownerOf, type Points } from '@mesh/testing/points/points';
import type { Mesh } from '../../src/mesh.ts';

const MET_WITHIN_MS = 2_500;
const MET_AFTER_START_WITHIN_MS = 1_000;
const BACK_WITHIN_MS = 240_000;
const LOOK_MS = 50;

/** How a process is struck: killed, or its connection cut, so that what is sent there is lost while the process lives on. */
export const modes = ['kill', 'cut'] as const;
export type Mode = (typeof modes)[number];
export type Aim = {
  readonly points: Points;
  readonly findMesh: () => Promise<Mesh>;
  readonly mode: Mode;
  readonly point: string;
};

/**
 * Strikes the process that reaches the point for the `at`th time, and waits until its program is back. If none reaches it at
 * work, one may at its start, so a process is killed for that. Returns whether the point was reached.
 */
export async function strikeAt({ points, findMesh, mode, point }: Aim, at: number): Promise<boolean> {
  points.arm({ point, mode, at });
  let isMet = await points.fired(point, MET_WITHIN_MS);
  if (!isMet) {
    points.arm({ point, mode, at: 1 });
    const [first] = processesOf(await findMesh(), point);
    if (first) killed(first.pid);
    await isBack(findMesh, point);
    isMet = await points.fired(point, MET_AFTER_START_WITHIN_MS);
  }
  points.release(point);
  await isBack(findMesh, point);
  return isMet;
}

async function isBack(findMesh: Aim['findMesh'], point: string): Promise<void> {
  for (const until = performance.now() + BACK_WITHIN_MS; performance.now() < until; await sleep(LOOK_MS)) {
    const answers = processesOf(await findMesh(), point).map(({ url }) => isReady(url));
    if ((await Promise.all(answers)).every(Boolean)) return;
  }
  throw new Error(`${ownerOf(point)} has not come back from «${point}»`);
}

/** The processes of a program: of workflows there may be several. */
function processesOf(mesh: Mesh, point: string) {
  const owner = ownerOf(point);
  return Object.entries(mesh.services).flatMap(([name, one]) => (name.replace(/-\d+$/, '') === owner ? [one] : []));
}

function killed(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has exited by itself.
  }
}
