import { setTimeout as sleep } from 'node:timers/promises';
import type { Child } from '@mesh/testing/embedded/child';

export type Watching = {
  /** Resolves if the server is well, before `signal` aborts. */
  readonly ask: (signal: AbortSignal) => Promise<unknown>;
  /** Timeout of a check, and the pause between two checks. */
  readonly everyMs?: number;
};

const EVERY_MS = 3_000;
/** More than one, since a machine may stall for a moment. */
const MOST_UNANSWERED = 3;

/** Kills a server that is alive and does not answer any more. Returns, once it has ended, whether it was killed. */
export async function endSilent(child: Child, { ask, everyMs = EVERY_MS }: Watching): Promise<boolean> {
  const over = new AbortController();
  void child.ended.then(() => over.abort());
  for (let unanswered = 0; !over.signal.aborted; ) {
    await sleep(everyMs, undefined, { signal: over.signal }).catch(() => {});
    const answers = await ask(AbortSignal.any([over.signal, AbortSignal.timeout(everyMs)])).then(
      () => true,
      () => false,
    );
    if (over.signal.aborted) break;
    unanswered = answers ? 0 : unanswered + 1;
    if (unanswered < MOST_UNANSWERED) continue;
    child.kill('SIGKILL');
    await child.ended;
    return true;
  }
  return false;
}
