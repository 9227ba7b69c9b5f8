import { setTimeout as sleep } from 'node:timers/promises';

/** Waits for `ms` milliseconds or until the signal aborts. Never rejects: a loop checks the signal itself. */
export async function pauseFor(ms: number, signal: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal }).catch(() => {});
}
