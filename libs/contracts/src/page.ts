import { z } from 'zod';
import { countUpTo } from './count.ts';

export const DEFAULT_LIMIT = 20;

/** `{limit, cursor}` of a list, as query strings. */
export const page = {
  limit: countUpTo(100).optional().meta({ description: 'At most so many items, 20 by default.' }),
  cursor: z.string().max(512).optional().meta({ description: '`nextCursor` of the page before.' }),
} as const;

/** The answer of a list: `{items, nextCursor}`, newest first. */
export function pageOf<T extends z.ZodType>(item: T) {
  return z.object({ items: z.array(item), nextCursor: z.string().nullable() });
}

/** Reads a page. `read` is asked for one row more than the page holds, which tells whether another page follows. */
export async function readPage<Row, Item>(
  limit: number | undefined,
  read: (most: number) => Promise<readonly Row[]>,
  { show, at }: { readonly show: (row: Row) => Item | Promise<Item>; readonly at: (row: Row) => string },
): Promise<{ items: Item[]; nextCursor: string | null }> {
  const most = limit ?? DEFAULT_LIMIT;
  const rows = await read(most + 1);
  const told = rows.slice(0, most);
  const last = told.at(-1);
  const nextCursor = rows.length > most && last !== undefined ? at(last) : null;
  return { items: await Promise.all(told.map(show)), nextCursor };
}
