import type { Database } from '@mesh/database/database';
import type { Log } from '@mesh/runtime/log';
import { every, startLoop } from '@mesh/runtime/loop';
import type { Schema } from '../db/schema.ts';
import { ask } from '../execution/execution-store.ts';
import { forgetEnded, orphans } from './child-store.ts';

const LOOK_MS = 2_000;
/** Ended children do no harm for a while. */
const FORGET_MS = 10_000;

/** Cancels children whose parents ended without cancelling them, as after a crash, and forgets ended ones, until disposed. */
export function keepChildren(db: Database<Schema>, log: Log): AsyncDisposable {
  const look = async () => {
    for (const { childId, parentId, workspaceId } of await orphans(db))
      await db.inWorkspace(workspaceId, (trx) => ask(trx, childId, { kind: 'cancelled', by: parentId }));
  };
  const loops = new AsyncDisposableStack();
  loops.use(startLoop('orphans', (signal) => every(LOOK_MS, signal, look), log));
  loops.use(startLoop('ended children', (signal) => every(FORGET_MS, signal, () => forgetEnded(db)), log));
  return loops;
}
