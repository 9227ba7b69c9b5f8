import { setTimeout as sleep } from 'node:timers/promises';

const POLL_MS = 100;

/** Waits until a starting server answers `url` with success. After `withinMs`, throws an error that names `who`. */
export async function answers(who: string, url: string, withinMs: number, asking?: RequestInit): Promise<void> {
  const until = performance.now() + withinMs;
  for (;;) {
    const isReady = await fetch(url, asking).then(
      ({ ok }) => ok,
      () => false,
    );
    if (isReady) return;
    if (performance.now() > until) throw new Error(`${who} does not answer at ${url}`);
    await sleep(POLL_MS);
  }
}
