import type { Database } from '@mesh/database/database';
import { FairSemaphore } from '@mesh/runtime/fair-semaphore';

/** Fewer than there are connections, so that other work finds one. */
const AT_ONCE = 4;

/**
 * A database view that runs at most `atOnce` transactions, with workspaces taking turns. For operations that thousands may call
 * at once: they would queue for connections before everybody else.
 */
export function takingTurns<S>(
  db: Pick<Database<S>, 'inWorkspace'>,
  atOnce = AT_ONCE,
): Pick<Database<S>, 'inWorkspace'> {
  const semaphore = new FairSemaphore({ atOnce, ofEach: 0, mostWaiting: Number.POSITIVE_INFINITY });
  return {
    inWorkspace: (workspaceId, work) => semaphore.run(workspaceId, () => db.inWorkspace(workspaceId, work)),
  };
}
