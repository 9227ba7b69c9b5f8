import { sql } from 'kysely';
import type { Trx } from '../db/schema.ts';
import type { Entry } from '../interpreter/entry.ts';
import type { StoredEntry, StoredHappening } from '../payload/reference.ts';
import { type Suspension, suspensionIn } from './suspension.ts';

/** Rows that tell of suspensions, of which the last count. */
const MOST_ROWS = 1_000;

/** The rows of the journal that hold entries past `after`, at most `limit` of them. */
export function journalAfter(trx: Trx, executionId: string, after: number, limit: number) {
  const holding = trx
    .selectFrom('journal')
    .select(sql<number>`coalesce(max(seq), 0)`.as('seq'))
    .where('executionId', '=', executionId)
    .where('seq', '<=', sql<number>`${after + 1}::bigint`); // whatever whole number a reader says
  return trx
    .selectFrom('journal')
    .select(['seq', 'at', 'entries'])
    .where('executionId', '=', executionId)
    .where('seq', '>=', holding)
    .orderBy('seq')
    .limit(limit)
    .execute();
}

/** All that happened to an execution, in order. */
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

/** When the last of an execution was written, undefined of one without a history. */
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

/** Who has cancelled an execution, as the end of its journal tells; undefined where that is archived, or does not say. */
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

/** How an execution is suspended, as the end of its journal tells. */
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
