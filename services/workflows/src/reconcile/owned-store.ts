import type { Database } from '@mesh/database/database';
import { sql } from 'kysely';
import type { Schema } from '../db/schema.ts';

export type Owned = { readonly id: string; readonly worker: string };

/** Running executions that belong to the process at this place. */
export function ownedAt(db: Database<Schema>, place: string): Promise<Owned[]> {
  return db.asSystem(async (trx) => {
    const { rows } = await sql<Owned>`
      select e.id, e.worker from execution e join worker w on w.id = e.worker
      where w.place = ${place} and e.ended_at is null`.execute(trx);
    return rows;
  });
}
