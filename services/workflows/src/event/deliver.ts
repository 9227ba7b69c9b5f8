import type { Database } from '@mesh/database/database';
import type { Schema, Trx } from '../db/schema.ts';
import type { Happening } from '../interpreter/happening.ts';
import { takeCalled, waitingFor } from './event-store.ts';

type Delivered = { readonly executionId: string; readonly happening: Happening };

/** Events for executions of a process that were flagged since the last look. */
export function calledOf(db: Database<Schema>, worker: string): Promise<Delivered[]> {
  return db.asSystem(async (trx) => {
    const called = await takeCalled(trx, worker);
    return called.length === 0 ? [] : (await waitingFor(trx, called)).map(delivered);
  });
}

/** Events that wait for executions which are being taken up, by id. */
export async function waitingOf(
  trx: Trx,
  executionIds: readonly string[],
): Promise<ReadonlyMap<string, readonly Delivered[]>> {
  const waiting = (await waitingFor(trx, executionIds)).map(delivered);
  return Map.groupBy(waiting, ({ executionId }) => executionId);
}

function delivered({ owner, frame, place, early, event }: Awaited<ReturnType<typeof waitingFor>>[number]): Delivered {
  return { executionId: owner, happening: { kind: 'heard', frame, event, place, ...(early && { early }) } };
}
