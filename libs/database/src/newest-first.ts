import { type SelectQueryBuilder, type StringReference, sql } from 'kysely';

/** At most `limit` rows below `before`, or the newest. */
export type Below<T = string> = { readonly before: T | undefined; readonly limit: number };

/** Orders a query by a column that grows with time, such as an id, newest first. */
export function newestFirst<DB, TB extends keyof DB, O>(
  query: SelectQueryBuilder<DB, TB, O>,
  column: StringReference<DB, TB>,
  { before, limit }: Below<string | number>,
): SelectQueryBuilder<DB, TB, O> {
  const place = sql.ref<string | number>(column);
  const below = before === undefined ? query : query.where(place, '<', before);
  return below.orderBy(place, 'desc').limit(limit);
}
