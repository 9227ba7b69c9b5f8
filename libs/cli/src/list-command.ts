import type { Operation, QuestionOf } from '@mesh/contracts/operation';
import type { CallOptions, Mesh } from '@mesh/sdk/mesh';
import type { Command } from './command.ts';
import { GOOD } from './exit-codes.ts';

type Listing = Operation & { readonly query: { readonly shape: Readonly<Record<string, unknown>> } };
type Query<O> = NonNullable<QuestionOf<O>['query']>;
type Page<Item> = { readonly items: readonly Item[]; readonly nextCursor: string | null };

type Spelled<O, Item> = {
  readonly name: string;
  /** The options are the parameters of its query. */
  readonly operation: O;
  readonly ask: (mesh: Mesh, query: Query<O>, options: CallOptions) => Promise<Page<Item>>;
  readonly line: (item: Item) => string;
};

/** A command that lists items, one per line. If there are more, it says how to get them. */
export function listCommand<O extends Listing, Item>({ name, operation, ask, line }: Spelled<O, Item>): Command {
  const filters = Object.keys(operation.query.shape);
  const text = { type: 'string' } as const;
  return {
    name,
    usage: [...filters.map((filter) => `[--${filter} ${filter.toUpperCase()}]`), '[--json]'].join(' '),
    summary: operation.summary,
    options: {
      ...Object.fromEntries(filters.map((filter) => [filter, text])),
      json: { type: 'boolean', default: false },
    },
    mostWords: 0,
    async run({ mesh, signal, say, complain, values: { json, ...query } }) {
      const { items, nextCursor } = await ask(mesh, query as Query<O>, { signal });
      for (const item of items) say(json ? JSON.stringify(item) : line(item));
      if (nextCursor !== null) complain(`there is more: --cursor ${nextCursor}`);
      return GOOD;
    },
  };
}
