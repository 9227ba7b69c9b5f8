import { FairPlaces } from '@mesh/bus/fair-places';
import type { Database } from '@mesh/database/database';

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
  const places = new FairPlaces({ atOnce, ofEach: 0, mostWaiting: Number.POSITIVE_INFINITY });
  return {
    async inWorkspace(workspaceId, work) {
      await places.take(workspaceId);
      try {
        return await db.inWorkspace(workspaceId, work);
      } finally {
        places.leave(workspaceId);
      }
    },
  };
}
