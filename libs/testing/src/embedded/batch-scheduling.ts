import { spawnSync } from 'node:child_process';
import { pid } from 'node:process';

/**
 * Sets Linux's `SCHED_BATCH` for this process and its future children: a dozen servers share a few cores, and by default each
 * wake-up would preempt the waker, message by message. Returns whether the system supports it.
 */
export function scheduleInBatches(): boolean {
  return spawnSync('chrt', ['--batch', '--pid', '0', String(pid)], { stdio: 'ignore' }).status === 0;
}
