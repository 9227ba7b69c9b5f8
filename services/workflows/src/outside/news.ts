import { sql } from 'kysely';
import type { Trx } from '../db/schema.ts';

/** Notification channel about tasks, sent with the commit; a process that misses one finds out at its next check. */
export const NEWS = 'outside_task';

export type News =
  /** A task of this queue is due now, or at another time than before. */
  { readonly kind: 'queue'; readonly queue: string } | { readonly kind: 'progress' | 'ended'; readonly id: string };

/** Queues of different workspaces are different lines, even with the same name. */
export function lineOf(workspaceId: string, queue: string): string {
  return `${workspaceId} ${queue}`;
}

export async function tellNews(trx: Trx, news: News): Promise<void> {
  await sql`select pg_notify(${NEWS}, ${JSON.stringify(news)})`.execute(trx);
}
