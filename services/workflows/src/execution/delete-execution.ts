import type { HandlerOf } from '@mesh/bus/handler';
import { executionEtag } from '@mesh/contracts/execution-shapes';
import type * as executions from '@mesh/contracts/executions';
import { checkIfMatch } from '@mesh/contracts/if-match';
import { MeshError } from '@mesh/contracts/mesh-error';
import { executionDeleted } from '@mesh/contracts/workflows-events';
import type { Database } from '@mesh/database/database';
import type { Objects } from '@mesh/objects/objects';
import { record } from '@mesh/outbox/record';
import { eraseArchived } from '../archive/erase-archived.ts';
import { findAnywhere } from '../archive/find-anywhere.ts';
import type { Schema, Trx } from '../db/schema.ts';
import { forgetTasksOf } from '../outside/task-store.ts';
import { payloadsOf } from '../payload/payloads.ts';
import { eraseEnded } from './erase-store.ts';
import { findExecution } from './execution-store.ts';
import { shownExecution } from './shown-execution.ts';

type Bucket = Pick<Objects, 'get' | 'put' | 'delete' | 'deleteOlder'>;
type Needs = { readonly db: Database<Schema>; readonly objects: Bucket };

/** Erases an ended execution from the database or the archive: its row, its history and its large values. */
export function deleteExecution({ db, objects }: Needs): HandlerOf<typeof executions.deleteExecution> {
  return async ({ params: { executionId }, headers }, { workspaceId }) => {
    const row = await findAnywhere({ db, objects }, workspaceId, executionId);
    const { leftOut: _, workflow, ...shown } = shownExecution(row);
    checkIfMatch(headers, executionEtag(shown), 'the execution'); // of the execution as it is read with its large values
    if (row.endedAt === null)
      throw new MeshError('conflict', `only what has ended is erased: it is ${row.status}; cancel it first`);
    if (row.parentId !== null) await refuseUnfinished(db, workspaceId, row.parentId);
    const tell = async (trx: Trx) => {
      await forgetTasksOf(trx, executionId);
      await record(trx, executionDeleted, { workspaceId, subject: executionId, data: { executionId, workflow } });
    };
    const isGone =
      (await db.asSystem((trx) => eraseEnded(trx, { workspaceId, executionId }, tell))) ||
      (await eraseArchived({ db, objects }, { workspaceId, executionId }, tell));
    if (!isGone) throw new MeshError('conflict', 'it goes on: somebody has retried it');
    await objects.deleteOlder(`${payloadsOf(workspaceId)}${executionId}/`, new Date()).catch(() => {}); // otherwise they are swept later
    return {};
  };
}

/** Refuses a child of an unfinished parent: a task that asks for it again, as after a crash, would run it again. */
async function refuseUnfinished(db: Database<Schema>, workspaceId: string, parentId: string): Promise<void> {
  const parent = await db.inWorkspace(workspaceId, (trx) => findExecution(trx, parentId));
  if (parent && (parent.endedAt === null || parent.asked !== null))
    throw new MeshError('conflict', `${parentId} runs it and has not ended; erase it after that`);
}
