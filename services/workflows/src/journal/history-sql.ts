import { RowArray } from '@mesh/database/row-array';
import type { Append } from './append.ts';
import { appendedHappening } from './appended-rows.ts';
import { onceOrAgain } from './once-or-again.ts';
import { isWritten, type Tellings, tellingFenceSql, tellingSql } from './telling-sql.ts';

/**
 * Writes history and events of executions whose rows do not change, as in most appends. The server starts this in a fraction of
 * the time of the full statement, which is the latency of a task when few are running.
 */
const history = onceOrAgain(
  'history',
  (isAgain) => `
with fence as materialized (select 1 from worker where id = $1 for key share),
${writtenSql('$2', 'exists (select from fence)', isAgain)}
select (select count(*)::integer from fence) as held, '{}'::text[] as unheard, '{}'::text[] as made, '{}'::text[] as mine`,
);

const at = { told: '$3', bundles: '$4' } as const;
const toldHistory = onceOrAgain(
  'told-history',
  (isAgain) => `
with ${tellingFenceSql(at)},
${writtenSql('$2', 'exists (select from fence)', isAgain)},${tellingSql(at, isAgain ? isWritten : 'true')}
select (select count(*)::integer from fence) as held, array(select workspace_id from unheard) as unheard,
  '{}'::text[] as made, '{}'::text[] as mine`,
);

/** SQL that inserts history rows from the parameter `happened`. For a repeated append it returns those that were missing. */
export function writtenSql(happened: string, condition: string, isAgain: boolean): string {
  return `written as (
  insert into journal (execution_id, workspace_id, seq, entry_count, at, happening, entries)
  select j.execution_id, j.workspace_id, j.seq, j.entry_count, j.at, j.happening, j.entries
  from unnest(${happened}::appended_happening[]) j
  where ${condition}
  ${isAgain ? 'on conflict (execution_id, seq) do nothing returning execution_id' : ''})`;
}

export function isHistory({ create, standing, listening }: Append): boolean {
  return !create && !standing && !listening;
}

type Happened = {
  readonly worker: string;
  readonly happened: ReturnType<typeof happeningsOf>;
  readonly told: Tellings;
};

export function historyStatement({ worker, happened, told }: Happened, isAgain: boolean) {
  const [tellings] = told;
  if (tellings.length === 0) return { ...history(isAgain), values: [worker, happened] };
  return { ...toldHistory(isAgain), values: [worker, happened, ...told] };
}

export function happeningsOf(appends: readonly Append[]) {
  const rows = appends.flatMap((append) => append.rows.map((row) => ({ append, row })));
  return new RowArray(appendedHappening, rows);
}
