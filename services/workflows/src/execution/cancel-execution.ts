import type { HandlerOf } from '@mesh/bus/handler';
import type * as control from '@mesh/contracts/execution-control';
import { MeshError } from '@mesh/contracts/mesh-error';
import { unavailable } from '@mesh/contracts/unavailable';
import type { Database } from '@mesh/database/database';
import type { Schema } from '../db/schema.ts';
import type { Worker } from '../worker/worker.ts';
import { awaitEnd } from './await-end.ts';
import { ask } from './execution-store.ts';
import { shownExecution } from './shown-execution.ts';
import { unarchived } from './unarchived.ts';

const PATIENCE_MS = 4_000;

type Needs = { readonly db: Database<Schema>; readonly worker: Worker };

/** Cancelling twice is no error; cancelling what has completed or faulted is one. */
export function cancelExecution({ db, worker }: Needs): HandlerOf<typeof control.cancelExecution> {
  return async ({ params: { executionId } }, { workspaceId, principal, signal }) => {
    const asked = { kind: 'cancelled', by: principal.id } as const;
    const find = () => db.inWorkspace(workspaceId, (trx) => unarchived(trx, executionId));
    const { endedAt } = await find();
    if (endedAt === null) {
      if (!worker.engine.take(executionId, asked)) {
        await db.inWorkspace(workspaceId, (trx) => ask(trx, executionId, asked));
        worker.look();
      }
      await awaitEnd(worker, executionId, PATIENCE_MS, signal);
    }
    const row = await find();
    if (row.endedAt === null) throw unavailable('it is being cancelled; look again');
    if (row.status !== 'cancelled') throw new MeshError('conflict', `the execution is already ${row.status}`);
    return shownExecution(row);
  };
}
