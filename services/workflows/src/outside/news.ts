import { sql } from 'kysely';
import type { Trx } from '../db/schema.ts';

/** Where the processes tell each other what has become of tasks. Told with the commit; who misses it looks by itself soon. */
export const NEWS = 'outside_task';

export type News =
  /** A task of this queue may be taken now, or at another time than was known. */
  { readonly kind: 'queue'; readonly queue: string } | { readonly kind: 'progress' | 'ended'; readonly id: string };

/** Queues of two workspaces that are called alike are two. */
export function lineOf(workspaceId: string, queue: string): string {
  return `${workspaceId} ${queue}`;
}

export async function tellNews(trx: Trx, news: News): Promise<void> {
  await sql`select pg_notify(${NEWS}, ${JSON.stringify(news)})`.execute(trx);
}
