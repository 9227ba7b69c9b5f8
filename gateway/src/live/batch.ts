import { frameOf } from './frame.ts';
import type { Item, Topic } from './topic.ts';

/** Items that were read together, in order and at least one. Frames are built once for all clients that need the same ones. */
export class Batch {
  readonly last: number;
  readonly epoch: number;
  readonly #items: readonly Item[];
  readonly #first: number;
  #whole: Buffer | undefined;

  constructor(epoch: number, items: readonly [Item, ...Item[]]) {
    this.epoch = epoch;
    this.#items = items;
    this.#first = items[0].seq;
    this.last = (items.at(-1) ?? items[0]).seq;
  }

  /** Wanted items past `seq`. */
  itemsAfter(seq: number, wants: Topic['wants']): readonly Item[] {
    return this.#items.filter((item) => item.seq > seq && (wants?.(item) ?? true));
  }

  /** Frames of the wanted items past `seq` as one buffer, which may be empty. */
  framesAfter(seq: number, wants?: Topic['wants']): Buffer {
    if (wants || seq >= this.#first) return this.#frames(this.itemsAfter(seq, wants));
    this.#whole ??= this.#frames(this.#items);
    return this.#whole;
  }

  #frames(items: readonly Item[]): Buffer {
    return Buffer.from(items.map((item) => frameOf(this.epoch, item)).join(''));
  }
}

/** The items as a batch; undefined if there are none. */
export function batchOf({ epoch, items }: { epoch: number; items: readonly Item[] }): Batch | undefined {
  const [first, ...others] = items;
  return first && new Batch(epoch, [first, ...others]);
}
