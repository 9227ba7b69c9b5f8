import { itemUrl } from '../journal/item-url.ts';
import type { Reading } from '../payload/payloads.ts';
import { readOnce } from '../payload/read-once.ts';
import type { Kept, PayloadOwner } from '../payload/reference.ts';
import { MOST_BYTES } from '../payload/size.ts';
import { wholeEntry } from '../payload/whole.ts';
import type { JournalPage } from './journal-page.ts';

/** A page with its large values, cut where it becomes too large for one answer. A single item is always included. */
export async function wholePage(payloads: Reading, owner: PayloadOwner, page: JournalPage) {
  let bytes = 0;
  const cut = page.items.findIndex(({ kept }, at) => {
    bytes += bytesOf(kept);
    return at > 0 && bytes > MOST_BYTES;
  });
  const reading = readOnce(payloads);
  const items = [];
  for (const item of cut < 0 ? page.items : page.items.slice(0, cut))
    items.push(item.kept ? await wholeEntry(reading, owner, item) : item);
  return cut < 0
    ? { ...page, items }
    : { ...page, items, ended: false, nextAfter: items.at(-1)?.seq ?? page.nextAfter };
}

/** A page without large values, each replaced by where to read it. */
export function briefPage({ executionId }: PayloadOwner, page: JournalPage) {
  const items = page.items.map((item) => {
    if (!item.kept) return item;
    return { ...item, dataTooLarge: true as const, dataUrl: itemUrl(executionId, item.seq) };
  });
  return { ...page, items };
}

function bytesOf(kept: Kept | undefined): number {
  return Object.values(kept ?? {}).reduce((sum, { bytes }) => sum + bytes, 0);
}
