import { RowArray } from '@mesh/database/row-array';
import type { Append } from './append.ts';
import { appendedHappening } from './appended-rows.ts';
import { onceOrAgain } from './once-or-again.ts';

/**
 * Writes what happened, for executions whose rows stay as they are and that tell nothing: what most appends are. A server
 * begins this in a fraction of the time that the whole statement takes, which is what a task waits for when few are running.
 */
const history = onceOrAgain(
  'history',
  (isAgain) => `
with fence as materialized (select 1 from worker where id = $1 for key share),
written as (
  insert into journal (execution_id, workspace_id, seq, entry_count, at, happening, entries)
  select j.execution_id, j.workspace_id, j.seq, j.entry_count, j.at, j.happening, j.entries
  from unnest($2::appended_happening[]) j
  where exists (select from fence)
  ${isAgain ? 'on conflict (execution_id, seq) do nothing' : ''})
select (select count(*)::integer from fence) as held, '{}'::text[] as unheard, '{}'::text[] as made, '{}'::text[] as mine`,
);

export function isHistory({ create, standing, told, listening }: Append): boolean {
  return !create && !standing && told.length === 0 && !listening;
}

export function historyStatement(worker: string, appends: readonly Append[], isAgain: boolean) {
  return { ...history(isAgain), values: [worker, happeningsOf(appends)] };
}

export function happeningsOf(appends: readonly Append[]) {
  const rows = appends.flatMap((append) => append.rows.map((row) => ({ append, row })));
  return new RowArray(appendedHappening, rows);
}
