import type { Database } from '@mesh/database/database';
import { FairSemaphore } from '@mesh/runtime/fair-semaphore';

/** Fewer than there are connections, so that all else finds one. */
const AT_ONCE = 4;

/**
 * A database of which so many workspaces' transactions run at once; the others wait, and workspaces come in turn. For what
 * thousands may ask at the same moment: they would wait for connections before everybody else.
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
