import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

const LOOK_MS = 20;

/** Kills processes and all of their descendants with SIGKILL, the oldest first. Resolves once none is left. */
export async function killFamily(pid: number): Promise<void> {
  const family = new Set([pid]);
  const all = execFileSync('ps', ['-eo', 'pid=,ppid='], { encoding: 'utf8' })
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number));
  for (let size = 0; size < family.size; ) {
    size = family.size;
    for (const [one = 0, parent = 0] of all) if (family.has(parent)) family.add(one);
  }
  for (const one of family) {
    try {
      process.kill(one, 'SIGKILL');
    } catch {
      // It has exited meanwhile.
    }
  }
  while ([...family].some((one) => one !== pid && existsSync(`/proc/${one}`))) await sleep(LOOK_MS);
}
