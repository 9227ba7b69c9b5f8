import { noSuch } from '@mesh/contracts/id';
import { MeshError } from '@mesh/contracts/mesh-error';
import type { Trx } from '../db/schema.ts';
import { type Found, findTask, type Lease } from './lease-store.ts';

/** What a worker reports of a task. */
export type Said = 'completed' | 'failed' | 'given-back';

/** For a caller without the lease: repeating an earlier report is fine. Throws `not-found` or `conflict` for anything else. */
export async function checkSaidBefore(trx: Trx, lease: Lease, said: Said): Promise<void> {
  const found = await findTask(trx, lease);
  if (!found || !wasSaid(found, lease, said)) throw tooLate(found);
}

/** Why a report about a task is rejected. */
export function tooLate(found: Found | undefined): MeshError {
  if (!found) return noSuch('tsk');
  if (found.endedAt) return new MeshError('conflict', 'the task is over', { extra: { reason: 'over' } });
  return new MeshError('conflict', 'the lease has ended, and the task is no longer yours', {
    extra: { reason: 'lost' },
  });
}

function wasSaid({ attempt, worker, endedAt, outcome }: Found, lease: Lease, said: Said): boolean {
  if (attempt !== lease.attempt) return false;
  if (endedAt) return outcome === (said === 'given-back' ? 'failed' : said);
  return said === 'given-back' && worker === null;
}
