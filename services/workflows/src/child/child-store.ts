import type { Database } from '@mesh/database/database';
import { sql } from 'kysely';
import type { Schema, Trx } from '../db/schema.ts';
import { asksEnd } from '../execution/asked.ts';

type NewChild = {
  readonly workspaceId: string;
  readonly parentId: string;
  readonly childId: string;
  readonly awaited: boolean;
};

/** Nesting depth of an execution. */
export async function depthOf(trx: Trx, executionId: string): Promise<number> {
  const row = await trx
    .selectFrom('childExecution')
    .select('depth')
    .where('childId', '=', executionId)
    .executeTakeFirst();
  return row?.depth ?? 0;
}

/** Whether an execution has ended or is asked to be cancelled. */
export async function isEnding(trx: Trx, executionId: string): Promise<boolean> {
  const execution = trx.selectFrom('execution').select(['asked', 'endedAt']).where('id', '=', executionId);
  const row = await execution.executeTakeFirst();
  return row !== undefined && (asksEnd(row.asked) || row.endedAt !== null);
}

export async function isThere(trx: Trx, executionId: string): Promise<boolean> {
  const row = await trx.selectFrom('execution').select('id').where('id', '=', executionId).executeTakeFirst();
  return row !== undefined;
}

export async function insertChild(trx: Trx, child: NewChild & { depth: number }): Promise<void> {
  await trx
    .insertInto('childExecution')
    .values(child)
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

/** Detaches children from their parents. */
export async function leaveParents(trx: Trx, childIds: readonly string[]): Promise<void> {
  await sql`delete from child_execution where child_id = any(${childIds}::text[])`.execute(trx);
}

/** Children that still run although their parents have ended. */
export function orphans(db: Database<Schema>): Promise<{ childId: string; parentId: string; workspaceId: string }[]> {
  return db.asSystem((trx) =>
    trx
      .selectFrom('childExecution as c')
      .innerJoin('execution as parent', 'parent.id', 'c.parentId')
      .innerJoin('execution as child', 'child.id', 'c.childId')
      .select(['c.childId', 'c.parentId', 'c.workspaceId'])
      .where('c.awaited', 'is', true)
      .where('parent.endedAt', 'is not', null)
      .where('child.endedAt', 'is', null)
      .limit(200)
      .execute(),
  );
}

/** Forgets children that have ended, and those that never began and whose parent has ended. */
export async function forgetEnded(db: Database<Schema>): Promise<void> {
  await db.asSystem((trx) =>
    sql`delete from child_execution c where exists (select from execution e where e.id = c.child_id and e.ended_at is not null)
      or not exists (select from execution e where e.id in (c.child_id, c.parent_id) and e.ended_at is null)
        and c.created_at < now() - interval '1 minute'`.execute(trx),
  );
}
