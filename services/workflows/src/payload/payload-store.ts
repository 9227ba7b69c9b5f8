import type { Database } from '@mesh/database/database';
import { sql } from 'kysely';
import type { Schema } from '../db/schema.ts';

/** A payload in the bucket. `settled` means that it is enough for its execution to exist. */
export type Lying = { readonly executionId: string; readonly id: string; readonly settled: boolean };

/** Ids of those that are, or may be, referred to. Archived executions keep all of theirs. */
export function referredTo(db: Database<Schema>, lying: readonly Lying[]): Promise<ReadonlySet<string>> {
  const executionIds = lying.map(({ executionId }) => executionId);
  const ids = lying.map(({ id }) => id);
  const settled = lying.map((one) => one.settled);
  return db.asSystem(async (trx) => {
    const { rows } = await sql<{ id: string }>`
      select l.id from unnest(${executionIds}::text[], ${ids}::text[], ${settled}::boolean[]) as l(execution_id, id, settled)
      where exists (select from archived_execution a where a.execution_id = l.execution_id)
        or exists (select from execution e where e.id = l.execution_id
          and (l.settled or e.input_ref ->> 'id' = l.id or e.end_ref ->> 'id' = l.id))
        or exists (select from journal j where j.execution_id = l.execution_id
          and strpos(j.happening::text || j.entries::text, l.id) > 0)
        or exists (select from outside_task t where t.execution_id = l.execution_id
          and l.id in (t.input_ref ->> 'id', t.output_ref ->> 'id'))`.execute(trx);
    return new Set(rows.map(({ id }) => id));
  });
}
