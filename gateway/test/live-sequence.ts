import type { Item, Page, Topic } from '../src/live/topic.ts';

const PAGE_ITEMS = 10;

/** A topic in memory that tests grow. Nobody is told when it has grown. */
export class Sequence implements Topic {
  readonly key = 'sequence';
  readonly hint = 'live:sequence';
  ended = false;
  readonly #items: Item[] = [];

  constructor(count: number) {
    this.grow(count);
  }

  get last(): number {
    return this.#items.length;
  }

  grow(count: number): void {
    for (let left = count; left > 0; left--) this.#items.push({ seq: this.last + 1, type: 'task.started', json: '{}' });
  }

  async read(after: number): Promise<Page> {
    const items = this.#items.slice(after, after + PAGE_ITEMS);
    await new Promise((resolve) => setImmediate(resolve));
    return {
      epoch: 7,
      items,
      more: items.length === PAGE_ITEMS,
      ended: this.ended && after + items.length === this.last,
    };
  }

  async snapshot(): Promise<Record<string, unknown>> {
    return {};
  }
}
