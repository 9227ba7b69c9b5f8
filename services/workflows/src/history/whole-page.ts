import { itemUrl } from '../journal/item-url.ts';
import type { Reading } from '../payload/payloads.ts';
import { readOnce } from '../payload/read-once.ts';
import type { Kept, PayloadOwner } from '../payload/reference.ts';
import { MOST_BYTES } from '../payload/size.ts';
import { wholeEntry } from '../payload/whole.ts';
import type { JournalPage } from './journal-page.ts';

/** A page with what lies in the bucket, cut where that is too much for one answer. One item comes however large it is. */
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

/** A page without what lies in the bucket, which tells where that is read. */
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
