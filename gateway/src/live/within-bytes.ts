import { MAX_BUFFERED_BYTES } from './client-limits.ts';
import type { Item } from './topic.ts';

const PAGE_BYTES = MAX_BUFFERED_BYTES / 2;

/** The first items, at least one, that fit half of a client's buffer. */
export function withinBytes(items: readonly Item[]): readonly Item[] {
  let bytes = 0;
  const past = items.findIndex(({ json }) => {
    bytes += Buffer.byteLength(json);
    return bytes > PAGE_BYTES;
  });
  return past < 0 ? items : items.slice(0, Math.max(past, 1));
}
