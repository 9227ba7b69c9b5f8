import type { StoredEntry } from '../payload/reference.ts';

type Row = { readonly seq: number; readonly at: Date; readonly entries: unknown };
/** Entries past `after`, at most `limit` of them. */
export type Window = { readonly after: number; readonly limit: number };
type Of = { readonly epoch: number; readonly endedAt: Date | null; readonly traceparent: string | null };

export type JournalPage = ReturnType<typeof journalPage>;

/** Builds a page of a history from its rows, which hold one entry more than `limit` if there are more. */
export function journalPage({ epoch, endedAt, traceparent }: Of, rows: readonly Row[], { after, limit }: Window) {
  const traceId = traceparent?.split('-')[1];
  const found = rows.flatMap(({ seq, at, entries }) =>
    (entries as StoredEntry[]).map((entry, place) => ({
      ...entry,
      seq: seq + place,
      at: at.toISOString(),
      ...(traceId && { traceId }),
    })),
  );
  const left = found.filter(({ seq }) => seq > after);
  const items = left.slice(0, limit);
  const ended = endedAt !== null && items.length === left.length && rows.length <= limit;
  return { items, epoch, ended, nextAfter: items.at(-1)?.seq ?? after };
}
