import type { Database } from '@mesh/database/database';
import type { Schema } from '../db/schema.ts';
import { ensureFeed, readFeed } from '../feed/feed-store.ts';
import { type EventFilter, matchesFilter } from './event-filter.ts';
import type { Topic } from './topic.ts';
import { withinBytes } from './within-bytes.ts';

/** The scope that a follower of a feed needs. */
export const FEED_SCOPE = 'events:read';
const PAGE_ITEMS = 200;

/** The event feed of a workspace. All followers share one reading, whatever they filter. */
export function feedTopic(db: Database<Schema>, workspaceId: string, filter: EventFilter): Topic {
  const isFiltered = Object.values(filter).some((wanted) => wanted !== undefined);
  return {
    key: `feed ${workspaceId}`,
    hint: workspaceId,
    ...(isFiltered && { wants: (item) => matchesFilter(filter, item) }),
    read: async (after) => {
      const read = () => db.inWorkspace(workspaceId, (trx) => readFeed(trx, workspaceId, { after, limit: PAGE_ITEMS }));
      let feed = await read();
      if (!feed) {
        await db.asSystem((trx) => ensureFeed(trx, workspaceId));
        feed = await read();
      }
      const { epoch, head, rows } = feed ?? { epoch: 0, head: 0, rows: [] };
      const items = withinBytes(rows);
      return { epoch, items, more: (items.at(-1)?.seq ?? head) < head, ended: false };
    },
    snapshot: async () => ({}),
  };
}
