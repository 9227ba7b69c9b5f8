import { MeshError } from '@mesh/contracts/mesh-error';
import { objectOf } from '../archive/archive-store.ts';
import type { Trx } from '../db/schema.ts';
import { type ExecutionRow, findExecution } from './execution-store.ts';
import { existing } from './shown-execution.ts';

/** The row of an execution. Throws `not-found`, and `code` for an archived one, which is read-only. */
export async function unarchived(
  trx: Trx,
  executionId: string,
  code: 'conflict' | 'unprocessable' = 'conflict',
): Promise<ExecutionRow> {
  const row = await findExecution(trx, executionId);
  if (!row && (await objectOf(trx, executionId)) !== undefined)
    throw new MeshError(code, 'the execution is archived: it is over, and can only be read');
  return existing(row);
}
