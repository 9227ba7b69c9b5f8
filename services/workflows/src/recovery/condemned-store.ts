import type { Database } from '@mesh/database/database';
import { sql } from 'kysely';
import type { Schema } from '../db/schema.ts';
import { lifecycleOf } from '../definition/lifecycle.ts';
import type { About } from '../execution/about.ts';
import type { ExecutionRow } from '../execution/execution-store.ts';
import { findDocument } from '../workflow/workflow-store.ts';

type Row = Omit<About, 'traceparent'> &
  Pick<ExecutionRow, 'traceparent' | 'status' | 'asked' | 'endedAt'> & {
    readonly deaths: number;
    /** The last `seq` of its journal; null if it has not begun. */
    readonly seq: number | null;
    /** The last task that its journal names. */
    readonly task: string | null;
    readonly retries: number;
  };

/** As much of an execution as ending it takes: its full history may be what kills. */
export function findCondemned(db: Database<Schema>, executionId: string) {
  return db.asSystem(async (trx) => {
    const { rows } = await sql<Row>`
      select e.id, e.workspace_id, e.workflow_id, e.namespace, e.name, e.version, e.scopes, e.traceparent, e.event_depth,
        e.status, e.asked, e.ended_at, e.deaths,
        (select seq + entry_count - 1 from journal where execution_id = e.id order by seq desc limit 1) as seq,
        (select entry ->> 'task' from journal j cross join json_array_elements(j.entries) with ordinality as of_j(entry, place)
          where j.execution_id = e.id and entry ->> 'task' is not null
          order by seq desc, place desc limit 1) as task,
        (select count(*)::integer from journal j
          where j.execution_id = e.id and j.happening ->> 'kind' = 'retried') as retries
      from execution e where e.id = ${executionId}`.execute(trx);
    const [row] = rows;
    const read = row && (await findDocument(trx, row.workflowId));
    return row && { ...row, lifecycle: read && lifecycleOf(read.document) };
  });
}

/** Deletes its listeners. */
export async function stopListening(db: Database<Schema>, executionId: string): Promise<void> {
  await db.asSystem((trx) => trx.deleteFrom('listener').where('owner', '=', executionId).execute());
}
