import type { Database } from '@mesh/database/database';
import { type Selectable, sql } from 'kysely';
import { inPortions, PORTION } from '../db/in-portions.ts';
import type { Schema, Trx } from '../db/schema.ts';
import type { ExecutionTables } from '../execution/execution-tables.ts';

type JournalLine = Pick<Selectable<ExecutionTables['journal']>, 'seq' | 'entryCount' | 'at' | 'happening' | 'entries'>;
/** An execution with all that has happened to it. */
export type Whole = { readonly execution: Selectable<ExecutionTables['execution']>; readonly journal: JournalLine[] };

/** Upper bound of the bytes around the values of a row. */
const AROUND_BYTES = 512;
export type Ended = {
  readonly id: string;
  readonly workspaceId: string;
  readonly endedAt: Date;
  /** Size of its row and journal, serialized. */
  readonly bytes: number;
};

/** Executions that ended before a given time, ordered by id, past `after`. */
export function endedBefore(db: Database<Schema>, before: Date, after: string, limit: number): Promise<Ended[]> {
  return db.asSystem(async (trx) => {
    const { rows } = await sql<Ended>`
      select id, workspace_id, ended_at,
        (octet_length(input::text) + coalesce(octet_length(output::text), 0) + coalesce(octet_length(error::text), 0)
          + ${AROUND_BYTES}::integer + history)::float8 as bytes
      from execution e cross join lateral (
        select coalesce(sum(octet_length(happening::text) + octet_length(entries::text) + ${AROUND_BYTES}::integer), 0)
          as history
        from journal where execution_id = e.id) j
      where id > ${after} and ended_at < ${before} and asked is null and worker is null
      order by id limit ${limit}`.execute(trx);
    return rows;
  });
}

export function wholeOf(db: Database<Schema>, ids: readonly string[]): Promise<Whole[]> {
  return db.asSystem(async (trx) => {
    const executions = await trx.selectFrom('execution').selectAll().where('id', 'in', ids).orderBy('id').execute();
    const journals = await trx
      .selectFrom('journal')
      .select(['executionId', 'seq', 'entryCount', 'at', 'happening', 'entries'])
      .where('executionId', 'in', ids)
      .orderBy('executionId')
      .orderBy('seq')
      .execute();
    const byId = Map.groupBy(journals, ({ executionId }) => executionId);
    return executions.map((execution) => ({
      execution,
      journal: (byId.get(execution.id) ?? []).map(({ executionId: _, ...line }) => line),
    }));
  });
}

/**
 * Deletes executions that are in an object now, keeping a note of where: all of them, or none if one was retried or archived
 * meanwhile, so that no object holds more than it should.
 */
export function forgetArchived(db: Database<Schema>, object: string, ids: readonly string[], before: Date) {
  return db.asSystem(async (trx) => {
    const { rows: locked } = await sql`
      select from execution where id = any(${ids}) and ended_at < ${before} and asked is null and worker is null
      order by id for update`.execute(trx);
    if (locked.length < ids.length) return 0;
    const { rows } = await sql`
      with gone as (delete from execution where id = any(${ids}) returning id, workspace_id),
      journals as (delete from journal where execution_id in (select id from gone))
      insert into archived_execution (execution_id, workspace_id, object)
      select id, workspace_id, ${object} from gone on conflict do nothing returning execution_id`.execute(trx);
    return rows.length;
  });
}

/** Prefix of archived executions in the bucket. */
export const ARCHIVES = 'executions/';

export function archivesOf(workspaceId: string): string {
  return `${ARCHIVES}${workspaceId}/`;
}

/** Which of these objects hold an execution. */
export function heldObjects(db: Database<Schema>, objects: readonly string[]): Promise<ReadonlySet<string>> {
  return db.asSystem(async (trx) => {
    const { rows } = await sql<{ object: string }>`
      select distinct object from archived_execution where object = any(${objects}::text[])`.execute(trx);
    return new Set(rows.map(({ object }) => object));
  });
}

/** The object that holds an execution. */
export async function objectOf(trx: Trx, executionId: string): Promise<string | undefined> {
  const row = await trx
    .selectFrom('archivedExecution')
    .select('object')
    .where('executionId', '=', executionId)
    .executeTakeFirst();
  return row?.object;
}

type Leaving = { readonly executionId: string; readonly object: string; readonly other: string };

/** Records that an execution left its object and the others of it moved to another. False if it is in a different object. */
export async function leaveObject(trx: Trx, { executionId, object, other }: Leaving): Promise<boolean> {
  const { rows } = await sql<{ executionId: string }>`
    select execution_id from archived_execution where object = ${object} order by execution_id for update`.execute(trx);
  if (!rows.some((row) => row.executionId === executionId)) return false;
  await trx.deleteFrom('archivedExecution').where('executionId', '=', executionId).execute();
  await trx.updateTable('archivedExecution').set({ object: other }).where('object', '=', object).execute();
  return true;
}

/** Forgets executions that were archived before a given time. Their objects, then unused, are swept. Returns how many. */
export function forgetArchives(db: Database<Schema>, before: Date): Promise<number> {
  return inPortions(db, async (trx) => {
    const { numAffectedRows = 0n } = await sql`
      delete from archived_execution where execution_id = any(array(
        select execution_id from archived_execution where archived_at < ${before} limit ${PORTION}))`.execute(trx);
    return Number(numAffectedRows);
  });
}
