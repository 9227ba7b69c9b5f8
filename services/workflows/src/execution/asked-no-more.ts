import type { Trx } from '../db/schema.ts';
import type { Worker } from '../worker/worker.ts';
import { findExecution } from './execution-store.ts';

/**
 * Whether an aborted effect is really given up: the execution goes on here without it, or has ended. A process that merely
 * releases an execution gives nothing up, since another one continues. Whether it is here is decided now, not when the look-up
 * returns.
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
