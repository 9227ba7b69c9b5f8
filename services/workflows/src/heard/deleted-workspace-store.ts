import type { Database } from '@mesh/database/database';
import { sql } from 'kysely';
import { inPortions, PORTION } from '../db/in-portions.ts';
import type { Schema, Trx } from '../db/schema.ts';

/** Tables of what starts executions, which are emptied first. */
export const startingTables = ['schedule', 'listener'] as const;
/** Tables that may be emptied once no execution uses them. */
export const keptTables = [
  ...['overheard', 'heardEvent', 'scheduleTick', 'queuedExecution', 'childExecution', 'outsideTask'],
  ...['archivedExecution', 'externalResource', 'workflow', 'modelUsage', 'modelBudget'],
] as const;

export async function noteDeleted(trx: Trx, workspaceId: string): Promise<void> {
  await trx
    .insertInto('deletedWorkspace')
    .values({ workspaceId })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

const isLate = (lateMs: number) => sql<boolean>`told_at < now() - ${lateMs}::float8 * interval '1 millisecond'`;

/** Deleted workspaces that still hold something, or may receive late writes. */
export function workspacesToForget(db: Database<Schema>, lateMs: number): Promise<string[]> {
  return db.asSystem(async (trx) => {
    const rows = await trx
      .selectFrom('deletedWorkspace')
      .select('workspaceId')
      .where((where) => where.or([where('goneAt', 'is', null), isLate(lateMs)]))
      .execute();
    return rows.map(({ workspaceId }) => workspaceId);
  });
}

/** Records that nothing of it is left; removes the note once late writes are over. */
export function noteGone(db: Database<Schema>, workspaceId: string, lateMs: number): Promise<void> {
  return db.asSystem(async (trx) => {
    await trx.deleteFrom('deletedWorkspace').where('workspaceId', '=', workspaceId).where(isLate(lateMs)).execute();
    const gone = trx.updateTable('deletedWorkspace').set({ goneAt: sql<Date>`now()` });
    await gone.where('workspaceId', '=', workspaceId).execute();
  });
}

/** Deletes the workspace's rows of a table, in portions that block nobody. */
export async function removeRows(db: Database<Schema>, workspaceId: string, table: string): Promise<void> {
  await inPortions(db, async (trx) => {
    const { numAffectedRows = 0n } = await sql`
      delete from ${sql.ref(table)} where ctid = any(array(
        select ctid from ${sql.ref(table)} where workspace_id = ${workspaceId} limit ${PORTION}))`.execute(trx);
    return Number(numAffectedRows);
  });
}

/** Deletes executions without an owner, with their journals. */
export async function removeExecutions(db: Database<Schema>, workspaceId: string): Promise<void> {
  await inPortions(db, async (trx) => {
    const { rows } = await sql<{ gone: string }>`
      with gone as (
        delete from execution where worker is null and id = any(array(
          select id from execution where workspace_id = ${workspaceId} and worker is null
          limit ${PORTION} for update skip locked))
        returning id),
      queued as (delete from queued_execution where execution_id in (select id from gone)),
      journals as (delete from journal where execution_id in (select id from gone))
      select count(*) as gone from gone`.execute(trx);
    return Number(rows[0]?.gone ?? 0);
  });
}

export function hasExecutions(db: Database<Schema>, workspaceId: string): Promise<boolean> {
  return db.asSystem(async (trx) => {
    const found = trx.selectFrom('execution').select('id').where('workspaceId', '=', workspaceId).limit(1);
    return (await found.executeTakeFirst()) !== undefined;
  });
}
