import { setTimeout as sleep } from 'node:timers/promises';
import type { Database } from '@mesh/database/database';
import type { Log } from '@mesh/runtime/log';
import { supervise } from '@mesh/runtime/supervise';
import type { Schema } from '../db/schema.ts';
import { ask } from '../execution/execution-store.ts';
import { forgetEnded, orphans } from './child-store.ts';

const LOOK_MS = 2_000;

/** Cancels children whose parents have ended without them, as after a crash, until disposed. */
export function cancelOrphans(db: Database<Schema>, log: Log): AsyncDisposable {
  const stop = new AbortController();
  const look = async (signal: AbortSignal) => {
    while (!signal.aborted) {
      for (const { childId, workspaceId } of await orphans(db))
        await db.inWorkspace(workspaceId, (trx) => ask(trx, childId, 'cancel'));
      await forgetEnded(db);
      await sleep(LOOK_MS, undefined, { signal }).catch(() => {});
    }
  };
  const loop = supervise('orphans', look, { signal: stop.signal, log });
  return {
    async [Symbol.asyncDispose]() {
      stop.abort();
      await loop;
    },
  };
}
