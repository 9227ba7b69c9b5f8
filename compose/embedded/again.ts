import { setTimeout as sleep } from 'node:timers/promises';

const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 10_000;
/** Who lives so long does not end because it cannot start. */
const STEADY_MS = 5_000;

/** Lets a process live, and again whenever it has ended, after a pause that grows while it ends at once; until `signal` aborts. */
export async function again(live: () => Promise<void>, signal: AbortSignal): Promise<void> {
  for (let pause = FIRST_PAUSE_MS; !signal.aborted; pause = Math.min(pause * 2, LONGEST_PAUSE_MS)) {
    const begun = performance.now();
    await live();
    if (performance.now() - begun > STEADY_MS) pause = FIRST_PAUSE_MS;
    await sleep(pause, undefined, { signal }).catch(() => {});
  }
}
