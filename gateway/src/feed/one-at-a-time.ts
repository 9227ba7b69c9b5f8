import type { Database } from '@mesh/database/database';
import { pauseFor } from '@mesh/runtime/pause-for';

const LOOK_MS = 500;

type Work = { readonly signal: AbortSignal; readonly work: (signal: AbortSignal) => Promise<void> };

/**
 * Does `work` while this process holds the advisory lock `key`, which is one process among all replicas. The signal of the work
 * aborts when the session that holds the lock is lost. Returns when the work or `signal` has ended.
 */
export async function oneAtATime<S>(db: Database<S>, key: number, { signal, work }: Work): Promise<void> {
  if (db.singleSession) return work(signal); // all clients share its one session, and so would all get the lock
  const session = await db.pool.connect();
  const lost = new AbortController();
  const lose = () => lost.abort();
  session.on('error', lose);
  let broken = true;
  try {
    while (!signal.aborted && !(await isLocked())) await pauseFor(LOOK_MS, signal);
    if (!signal.aborted) await work(AbortSignal.any([signal, lost.signal]));
    if (!lost.signal.aborted) await session.query('select pg_advisory_unlock_all()');
    broken = lost.signal.aborted;
  } finally {
    session.off('error', lose);
    session.release(broken);
  }

  async function isLocked(): Promise<boolean> {
    const { rows } = await session.query<{ locked: boolean }>('select pg_try_advisory_lock($1) as locked', [key]);
    return rows[0]?.locked ?? false;
  }
}
