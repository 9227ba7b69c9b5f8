import type { Cursor } from './cursor.ts';
import type { Page, Topic } from './topic.ts';

/** How a stream begins: `position` is the `seq` just before `page`. */
export type Beginning =
  | { readonly kind: 'over' }
  | { readonly kind: 'follow'; readonly position: number; readonly page: Page }
  | { readonly kind: 'reset'; readonly page: Page };

/** Reads from the cursor on, and one item before it: if that item is there, the cursor belongs to this journal. */
export async function beginningOf(topic: Topic, cursor: Cursor | undefined, signal: AbortSignal): Promise<Beginning> {
  const beginning = decide(await topic.read(Math.max((cursor?.seq ?? 0) - 1, 0), signal), cursor);
  if (beginning !== 'reset') return beginning;
  return { kind: 'reset', page: await topic.read(0, signal) };
}

function decide(page: Page, cursor: Cursor | undefined): Exclude<Beginning, { kind: 'reset' }> | 'reset' {
  if (cursor && cursor.epoch !== page.epoch) return 'reset';
  const position = cursor?.seq ?? 0;
  if (position > 0 && page.items[0]?.seq !== position) return page.ended ? { kind: 'over' } : 'reset';
  const items = position > 0 ? page.items.slice(1) : page.items;
  if (items.length === 0 && page.ended && !page.more) return { kind: 'over' };
  return { kind: 'follow', position, page: { ...page, items } };
}
