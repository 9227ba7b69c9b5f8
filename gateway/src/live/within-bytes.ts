import type { Item } from './topic.ts';

const PAGE_BYTES = 512 * 1_024;

/** The first items, up to 512 KiB of them, and at least one: half of what a client may have waiting. */
export function withinBytes(items: readonly Item[]): readonly Item[] {
  let bytes = 0;
  const past = items.findIndex(({ json }) => {
    bytes += Buffer.byteLength(json);
    return bytes > PAGE_BYTES;
  });
  return past < 0 ? items : items.slice(0, Math.max(past, 1));
}
