import { execFileSync } from 'node:child_process';
import { pid, platform } from 'node:process';
import { note } from './progress.ts';

/**
 * Lets what works go on until it waits, for this process and all that it starts: who wakes another would else stop for it, message
 * by message, where a dozen servers share a few cores. Linux calls it `SCHED_BATCH`.
 */
export function scheduleInBatches(): void {
  if (platform !== 'linux') return;
  try {
    execFileSync('chrt', ['--batch', '--pid', '0', String(pid)], { stdio: 'pipe' });
  } catch (error) {
    note('scheduling', `as usual, since chrt did not help: ${error instanceof Error ? error.message : error}`);
  }
}
