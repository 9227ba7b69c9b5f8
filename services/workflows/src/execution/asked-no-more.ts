import type { Trx } from '../db/schema.ts';
import type { Worker } from '../worker/worker.ts';
import { findExecution } from './execution-store.ts';

/**
 * Whether nobody waits for what an execution has asked, once that is aborted: it goes on here without, or is over. A process
 * that lets go of an execution gives nothing up: another one goes on. Whether it is here is seen now, not when it is looked up.
 */
export function askedNoMore(
  { engineNow }: Pick<Worker, 'engineNow'>,
  executionId: string,
): (trx: Trx) => Promise<boolean> {
  const goesOn = engineNow?.holds(executionId) === true;
  return async (trx) => {
    if (goesOn) return true;
    const row = await findExecution(trx, executionId);
    return row !== undefined && row.endedAt !== null;
  };
}
