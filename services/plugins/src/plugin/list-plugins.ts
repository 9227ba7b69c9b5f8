import type { HandlerOf } from '@mesh/bus/handler';
import { wrongCursor } from '@mesh/contracts/cursor';
import { id } from '@mesh/contracts/id';
import { readPage } from '@mesh/contracts/page';
import type * as plugins from '@mesh/contracts/plugins';
import type { Database } from '@mesh/database/database';
import { z } from 'zod';
import type { Schema } from '../db/schema.ts';
import { type CountedRow, listVisible, type Order } from './plugin-store.ts';
import { shownPlugin } from './shown-plugin.ts';

const place = {
  newest: z.tuple([z.literal('newest'), id('plg'), id('plg')]),
  name: z.tuple([z.literal('name'), z.string().max(63), id('plg')]),
  popular: z.tuple([z.literal('popular'), z.number().int().min(0), id('plg')]),
} satisfies Record<Order, z.ZodType>;

/** The cursor is the position of the last plugin of the page: the order, the value that it is ordered by, its id. */
export function listPlugins(db: Database<Schema>): HandlerOf<typeof plugins.listPlugins> {
  return async ({ query: { limit, cursor, sort: order = 'newest', ...wish } }, { workspaceId }) => {
    const after = cursor === undefined ? undefined : placeOf(cursor, order);
    const read = (most: number) =>
      db.inWorkspace(workspaceId, (trx) => listVisible(trx, { ...wish, order, after, limit: most }));
    return readPage(limit, read, { show: shownPlugin, at: (row) => cursorOf(row, order) });
  };
}

function cursorOf(row: CountedRow, order: Order): string {
  const value = { newest: row.id, name: row.name, popular: row.installations }[order];
  return Buffer.from(JSON.stringify([order, value, row.id])).toString('base64url');
}

function placeOf(cursor: string, order: Order): { value: string | number; id: string } {
  try {
    const [, value, last] = place[order].parse(JSON.parse(Buffer.from(cursor, 'base64url').toString()));
    return { value, id: last };
  } catch {
    throw wrongCursor();
  }
}
