import { setTimeout as sleep } from 'node:timers/promises';

const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 10_000;
/** A process that lived this long did not exit for failing to start. */
const STEADY_MS = 5_000;

/**
 * Runs a process, and starts it again whenever it has exited, after a pause that grows while it exits at once; until `signal`
 * aborts.
 */
export async function again(live: () => Promise<void>, signal: AbortSignal): Promise<void> {
  for (let pause = FIRST_PAUSE_MS; !signal.aborted; pause = Math.min(pause * 2, LONGEST_PAUSE_MS)) {
    const begun = performance.now();
    await live();
    if (performance.now() - begun > STEADY_MS) pause = FIRST_PAUSE_MS;
    await sleep(pause, undefined, { signal }).catch(() => {});
  }
}
