import { sql } from 'kysely';
import type { Trx } from '../db/schema.ts';
import type { Entry } from '../interpreter/entry.ts';
import type { StoredEntry, StoredHappening } from '../payload/reference.ts';
import { type Suspension, suspensionIn } from './suspension.ts';

/** Newest journal rows that are searched for suspensions. */
const MOST_ROWS = 1_000;

/** Journal rows with entries past `after`, at most `limit` of them. */
export function journalAfter(trx: Trx, executionId: string, after: number, limit: number) {
  const holding = trx
    .selectFrom('journal')
    .select(sql<number>`coalesce(max(seq), 0)`.as('seq'))
    .where('executionId', '=', executionId)
    .where('seq', '<=', sql<number>`${after + 1}::bigint`); // readers may send any integer
  return trx
    .selectFrom('journal')
    .select(['seq', 'at', 'entries'])
    .where('executionId', '=', executionId)
    .where('seq', '>=', holding)
    .orderBy('seq')
    .limit(limit)
    .execute();
}

/** All happenings of an execution, in order. */
export async function pastOf(trx: Trx, executionId: string): Promise<{ at: number; happening: StoredHappening }[]> {
  const rows = await trx
    .selectFrom('journal')
    .select(['at', 'happening'])
    .where('executionId', '=', executionId)
    .orderBy('seq')
    .execute();
  return rows.map(({ at, happening }) => ({ at: at.getTime(), happening: happening as StoredHappening }));
}

/** All entries of an execution, in order. */
export async function entriesOf(trx: Trx, executionId: string): Promise<StoredEntry[]> {
  const rows = await trx
    .selectFrom('journal')
    .select('entries')
    .where('executionId', '=', executionId)
    .orderBy('seq')
    .execute();
  return rows.flatMap(({ entries }) => entries as StoredEntry[]);
}

/** When an execution's journal last grew; undefined if it has none. */
export async function lastMoment(trx: Trx, executionId: string): Promise<Date | undefined> {
  const row = await trx
    .selectFrom('journal')
    .select('at')
    .where('executionId', '=', executionId)
    .orderBy('seq', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row?.at;
}

/** Who cancelled an execution, from the end of its journal; undefined if that is archived or does not say. */
export async function cancellerOf(trx: Trx, executionId: string): Promise<string | undefined> {
  const row = await trx
    .selectFrom('journal')
    .select(sql<string | null>`entries -> -1 -> 'data' ->> 'by'`.as('by'))
    .where('executionId', '=', executionId)
    .orderBy('seq', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row?.by ?? undefined;
}

/** How an execution is suspended, from the end of its journal. */
export async function suspensionOf(trx: Trx, executionId: string): Promise<Suspension> {
  const rows = await trx
    .selectFrom('journal')
    .select(['at', 'entries'])
    .where('executionId', '=', executionId)
    .where(sql<boolean>`entries::text ~ '"(execution.suspended|execution.resumed|task.unknown|task.decided)"'`)
    .orderBy('seq', 'desc')
    .limit(MOST_ROWS)
    .execute();
  return suspensionIn(rows.reverse().map(({ at, entries }) => ({ at, entries: entries as Entry[] })));
}
