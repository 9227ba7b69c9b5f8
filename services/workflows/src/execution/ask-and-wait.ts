import type { CallContext } from '@mesh/bus/handler';
import { MeshError } from '@mesh/contracts/mesh-error';
import { unavailable } from '@mesh/contracts/unavailable';
import type { Database } from '@mesh/database/database';
import { pauseFor } from '@mesh/runtime/pause-for';
import type { Schema } from '../db/schema.ts';
import type { Asked } from './asked.ts';
import { ask, type ExecutionRow, findExecution } from './execution-store.ts';
import { existing } from './shown-execution.ts';
import { unarchived } from './unarchived.ts';

const PATIENCE_MS = 4_000;
const LOOK_MS = 50;

export type AskNeeds = { readonly db: Database<Schema> };
type Asking = {
  readonly asked: Asked;
  /** Why this cannot be asked of an execution in its present state; undefined if it can. */
  readonly refuses: (row: ExecutionRow) => string | undefined;
  readonly isDone: (row: ExecutionRow) => boolean;
};

/**
 * Requests something of an execution through its row, whichever process works on it. Returns the row once it is done or has
 * come to nothing.
 */
export async function askAndWait(
  { db }: AskNeeds,
  { workspaceId, signal }: Pick<CallContext, 'workspaceId' | 'signal'>,
  executionId: string,
  { asked, refuses, isDone }: Asking,
): Promise<ExecutionRow> {
  const row = await db.inWorkspace(workspaceId, async (trx) => {
    const found = await unarchived(trx, executionId);
    const refusal = refuses(found);
    if (refusal !== undefined) throw new MeshError('conflict', refusal);
    if (!isDone(found)) await ask(trx, executionId, asked);
    return found;
  });
  if (isDone(row)) return row;
  for (const until = performance.now() + PATIENCE_MS; performance.now() < until && !signal.aborted; ) {
    await pauseFor(LOOK_MS, signal);
    const now = await db.inWorkspace(workspaceId, async (trx) => existing(await findExecution(trx, executionId)));
    if (isDone(now) || (now.asked === null && now.worker === null)) return now;
  }
  throw unavailable('it has been asked; look again');
}
