import { RowArray } from '@mesh/database/row-array';
import type { Append } from './append.ts';
import { appendedHearing, appendedListener } from './appended-rows.ts';

/**
 * SQL for changes of listeners, whose parameters follow those of the statement around it. `made`, `fence` and the rest are
 * defined in `append-sql.ts`.
 */
export const listeningSql = `
begun as (
  insert into listener (owner, frame, filter, workspace_id, workflow_id, pointer, type, expects, seen)
  select l.owner, l.frame, l.filter, l.workspace_id, l.workflow_id, l.pointer, l.type, l.expects, l.seen
  from unnest($7::appended_listener[]) l
  where exists (select from fence) and (not l.is_first or l.owner in (select id from made))
  on conflict do nothing),
over as (
  delete from listener l using unnest($8::appended_hearing[]) o
  where exists (select from fence) and l.owner = o.owner and l.frame = o.frame),
taken as (
  delete from overheard h using unnest($9::appended_hearing[]) t
  where exists (select from fence)
    and h.owner = t.owner and h.frame = t.frame and (t.place is null or h.place = t.place)),`;

export function listeningParameters(appends: readonly Append[]) {
  const begun = appends.flatMap((append) => (append.listening?.begun ?? []).map((row) => ({ append, row })));
  const over = appends.flatMap(({ executionId: owner, listening }) =>
    (listening?.over ?? []).map((frame) => ({ owner, frame })),
  );
  const taken = appends.flatMap(({ executionId: owner, listening }) =>
    (listening?.taken ?? []).map((one) => ({ ...one, owner })),
  );
  return [
    new RowArray(appendedListener, begun),
    new RowArray(appendedHearing, over),
    new RowArray(appendedHearing, [...over, ...taken]),
  ];
}
