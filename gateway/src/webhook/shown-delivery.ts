import type { ToldDelivery } from './told-delivery-store.ts';

/** A delivery as answers show it: without what was delivered. */
export function shownDelivery(row: ToldDelivery) {
  return {
    id: row.seq,
    type: row.type,
    status: row.status,
    attempts: row.attempts,
    nextAttemptAt: row.status === 'pending' ? row.dueAt.toISOString() : null,
    responseStatus: row.responseStatus,
    error: row.error,
    createdAt: row.createdAt.toISOString(),
  };
}
