import { type Below, newestFirst } from '@mesh/database/newest-first';
import { type Insertable, sql } from 'kysely';
import type { KeyRotationRow, Schema, Trx } from '../db/schema.ts';

const LEASE = sql`interval '3 seconds'`;

/** Returns undefined if the id is taken. */
export function insertRotation(trx: Trx, row: Insertable<Schema['keyRotation']>): Promise<KeyRotationRow | undefined> {
  return trx
    .insertInto('keyRotation')
    .values(row)
    .onConflict((conflict) => conflict.column('id').doNothing())
    .returningAll()
    .executeTakeFirst();
}

export function findRotation(trx: Trx, id: string): Promise<KeyRotationRow | undefined> {
  return trx.selectFrom('keyRotation').selectAll().where('id', '=', id).executeTakeFirst();
}

export function findRotations(trx: Trx, below: Below): Promise<KeyRotationRow[]> {
  return newestFirst(trx.selectFrom('keyRotation').selectAll(), 'id', below).execute();
}

/** Takes the oldest rotation that nobody works on, for 3 s. */
export async function claimRotation(trx: Trx): Promise<KeyRotationRow | undefined> {
  return trx
    .updateTable('keyRotation')
    .set({ leasedUntil: sql<Date>`clock_timestamp() + ${LEASE}` })
    .where('id', '=', (rotations) =>
      rotations
        .selectFrom('keyRotation')
        .select('id')
        .where('status', '=', 'running')
        .where('leasedUntil', '<', sql<Date>`clock_timestamp()`)
        .orderBy('id')
        .limit(1)
        .forUpdate()
        .skipLocked(),
    )
    .returningAll()
    .executeTakeFirst();
}

/** Adds a batch to the progress and renews the lease. */
export async function keepProgress(trx: Trx, id: string, moved: number): Promise<void> {
  await trx
    .updateTable('keyRotation')
    .set({
      done: sql<number>`done + ${moved}::int`,
      total: sql<number>`greatest(total, done + ${moved}::int)`,
      leasedUntil: sql<Date>`clock_timestamp() + ${LEASE}`,
    })
    .where('id', '=', id)
    .execute();
}

/** Lets another process begin at once. */
export async function releaseRotation(trx: Trx, id: string): Promise<void> {
  await trx
    .updateTable('keyRotation')
    .set({ leasedUntil: sql<Date>`clock_timestamp() - interval '1 second'` })
    .where('id', '=', id)
    .execute();
}

/** A completed rotation counts as done in full, including what a process moved that died before it counted it. */
export async function endRotation(trx: Trx, id: string, status: 'completed' | 'incomplete'): Promise<void> {
  const all = sql<number>`greatest(total, done)`;
  await trx
    .updateTable('keyRotation')
    .set({ status, endedAt: sql<Date>`now()`, ...(status === 'completed' ? { done: all, total: all } : {}) })
    .where('id', '=', id)
    .where('status', '=', 'running')
    .execute();
}
