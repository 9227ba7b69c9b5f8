import { spawnSync } from 'node:child_process';
import { pid } from 'node:process';

/**
 * Lets what works go on until it waits, for this process and all that it starts from now on: who wakes another would else stop
 * for it, message by message, where a dozen servers share a few cores. Linux calls it `SCHED_BATCH`. Gives whether the system does so.
 */
export function scheduleInBatches(): boolean {
  return spawnSync('chrt', ['--batch', '--pid', '0', String(pid)], { stdio: 'ignore' }).status === 0;
}
