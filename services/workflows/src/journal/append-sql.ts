import { RowArray } from '@mesh/database/row-array';
import type { Append } from './append.ts';
import { appendedExecution, appendedStanding } from './appended-rows.ts';
import { happeningsOf, historyStatement, isHistory, writtenSql } from './history-sql.ts';
import { listeningParameters, listeningSql } from './listening-sql.ts';
import { onceOrAgain } from './once-or-again.ts';
import { isWritten, tellingFenceSql, tellingSql, tellingsOf } from './telling-sql.ts';

/**
 * Writes any number of appends in one statement and one commit. `fence` locks the row of the process against deletion, so that
 * nothing is written for a fenced process. An execution that exists already takes its entries and events along. Skipping what
 * exists, and finding out whose it is, costs a fifth of the whole, so only repeated appends do so. `is not distinct from` keeps
 * the server from scanning everything that the process owns to find a few ids.
 */
const append = (isAgain: boolean, listening = '') => `
with ${tellingFenceSql(at)},
made as (
  insert into execution (id, workspace_id, workflow_id, namespace, name, version, input, input_ref, scopes, traceparent,
    started_at, event_depth, parent_id, parent_task, status, worker, wake_at, ended_at, output, error, end_ref)
  select n.id, n.workspace_id, n.workflow_id, n.namespace, n.name, n.version, n.input, n.input_ref,
    string_to_array(n.scopes, ' '), n.traceparent, n.started_at, n.event_depth, n.parent_id, n.parent_task, n.status,
    case when n.owned then $1 end, n.wake_at, n.ended_at, n.output, n.error, n.end_ref
  from unnest($2::appended_execution[]) n
  where exists (select from fence)
  on conflict (id) do nothing
  returning id),
${writtenSql('$3', `exists (select from fence) and ${isMade('j')}`, isAgain)},
moved as (
  update execution e set status = m.status, worker = case when m.owned then $1 end,
    wake_at = case when (e.called or e.asked is not null) and not m.owned and m.ended_at is null then now()
      else m.wake_at end,
    ended_at = m.ended_at, output = m.output, error = m.error, end_ref = m.end_ref
  from unnest($4::appended_standing[]) m
  where exists (select from fence) and e.id = m.id and e.worker is not distinct from $1),${listening}${tellingSql(at, isAgain ? isWritten : isMade('t'))}
select (select count(*)::integer from fence) as held, array(select workspace_id from unheard) as unheard,
  array(select id from made) as made, ${isAgain ? mine : none} as mine`;

const at = { told: '$5', bundles: '$6' } as const;

function isMade(row: string): string {
  return `(not ${row}.is_first or ${row}.execution_id in (select id from made))`;
}

const mine = `array(
  select e.id from unnest($2::appended_execution[]) n join execution e on e.id = n.id and e.worker is not distinct from $1)`;
const none = `'{}'::text[]`;

const plain = onceOrAgain('append', append);
const withListening = onceOrAgain('append-listening', (isAgain) => append(isAgain, listeningSql));

type Sending = {
  /** They may have been written already. */
  readonly isAgain: boolean;
  /**
   * Whether somebody in the workspace may listen to events of executions. Workspaces with listeners that this does not know
   * come back as `unheard`.
   */
  readonly isHeard: (workspaceId: string) => boolean;
};

/** The shortest statement that writes these appends. */
export function appendStatement(worker: string, appends: readonly Append[], { isAgain, isHeard }: Sending) {
  const [happened, told] = [happeningsOf(appends), tellingsOf(appends, isHeard)];
  if (appends.every(isHistory)) return historyStatement({ worker, happened, told }, isAgain);
  const values = [worker, begunOf(appends), happened, movedOf(appends), ...told];
  if (appends.every(({ listening }) => listening === undefined)) return { ...plain(isAgain), values };
  return { ...withListening(isAgain), values: [...values, ...listeningParameters(appends)] };
}

function begunOf(appends: readonly Append[]) {
  const begun = appends.flatMap(({ create, ...append }) => (create ? [{ ...append, create }] : []));
  return new RowArray(appendedExecution, begun);
}

/** An execution that ends in its first append is inserted in its final state. */
function movedOf(appends: readonly Append[]) {
  const moved = appends.flatMap(({ create, standing, ...append }) =>
    !create && standing ? [{ ...append, standing }] : [],
  );
  return new RowArray(appendedStanding, moved);
}

/**
 * `held` is 0 if nothing was written: the process is fenced, or the events of the workspaces in `unheard` have to be sent
 * unpacked as well.
 */
export type AppendRow = { held: number; unheard: string[]; made: string[]; mine: string[] };
