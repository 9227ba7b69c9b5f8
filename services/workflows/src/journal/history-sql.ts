import { textArray } from '@mesh/database/text-array';
import type { Append } from './append.ts';

/**
 * Writes what happened, for executions whose rows stay as they are and that tell nothing: what most appends are. A server
 * begins this in a fraction of the time that the whole statement takes, which is what a task waits for when few are running.
 */
const text = `
with fence as materialized (select 1 from worker where id = $1 for key share),
written as (
  insert into journal (execution_id, workspace_id, seq, entry_count, at, happening, entries)
  select j.execution_id, j.workspace_id, j.seq, j.entry_count, j.at, j.happening::json, j.entries::json
  from unnest($2::text[], $3::text[], $4::integer[], $5::integer[], $6::timestamptz[], $7::text[], $8::text[])
    as j(execution_id, workspace_id, seq, entry_count, at, happening, entries), fence
  on conflict (execution_id, seq) do nothing)
select (select count(*)::integer from fence) as held, '{}'::text[] as made, '{}'::text[] as mine`;

export function isHistory({ create, standing, told, listening }: Append): boolean {
  return !create && !standing && told.length === 0 && !listening;
}

export function historyStatement(worker: string, appends: readonly Append[]) {
  return { name: 'history', text, values: [worker, ...historyColumns(appends)] };
}

/** The rows of the journal, column by column. */
export function historyColumns(appends: readonly Append[]): unknown[] {
  const rows = appends.flatMap((append) => append.rows.map((row) => ({ append, row })));
  return [
    textArray(rows, ({ append }) => append.executionId),
    textArray(rows, ({ append }) => append.workspaceId),
    rows.map(({ row }) => row.seq),
    rows.map(({ row }) => row.entryCount),
    rows.map(({ row }) => row.at),
    textArray(rows, ({ row }) => row.happening),
    textArray(rows, ({ row }) => row.entries),
  ];
}
