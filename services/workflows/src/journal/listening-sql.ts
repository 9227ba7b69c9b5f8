import type { Append } from './append.ts';

/**
 * What an append changes of who listens: parts of its statement, whose parameters begin at `$first`. `made`, `fence` and
 * the rest are those of `append-sql.ts`.
 */
export function listeningSql(first: number): string {
  const $ = (place: number) => `$${first + place}`;
  return `
begun as (
  insert into listener (owner, frame, filter, workspace_id, workflow_id, pointer, type, expects, seen)
  select l.owner, l.frame, l.filter, l.workspace_id, l.workflow_id, l.pointer, l.type, l.expects, l.seen::json
  from unnest(${$(0)}::text[], ${$(1)}::integer[], ${$(2)}::integer[], ${$(3)}::text[], ${$(4)}::text[], ${$(5)}::text[],
    ${$(6)}::text[], ${$(7)}::text[], ${$(8)}::text[], ${$(9)}::boolean[])
    as l(owner, frame, filter, workspace_id, workflow_id, pointer, type, expects, seen, is_first), fence
  where not l.is_first or l.owner in (select id from made)
  on conflict do nothing),
over as (
  delete from listener l using unnest(${$(10)}::text[], ${$(11)}::integer[]) as o(owner, frame), fence
  where l.owner = o.owner and l.frame = o.frame),
taken as (
  delete from overheard h using unnest(${$(12)}::text[], ${$(13)}::integer[], ${$(14)}::bigint[]) as t(owner, frame, place),
    fence
  where h.owner = t.owner and h.frame = t.frame and (t.place is null or h.place = t.place)),`;
}

export function listeningParameters(appends: readonly Append[]): unknown[] {
  const begun = appends.flatMap((append) => (append.listening?.begun ?? []).map((row) => ({ append, row })));
  const over = appends.flatMap(({ executionId: owner, listening }) =>
    (listening?.over ?? []).map((frame) => ({ owner, frame, place: null })),
  );
  const taken = appends.flatMap(({ executionId: owner, listening }) =>
    (listening?.taken ?? []).map(({ frame, place }) => ({ owner, frame, place })),
  );
  const gone = [...over, ...taken];
  return [
    begun.map(({ append }) => append.executionId),
    begun.map(({ row }) => row.frame),
    begun.map(({ row }) => row.filter),
    begun.map(({ append }) => append.workspaceId),
    begun.map(({ row }) => row.workflowId),
    begun.map(({ row }) => row.pointer),
    begun.map(({ row }) => row.type ?? null),
    begun.map(({ row }) => row.expects ?? null),
    begun.map(({ row }) => row.seen ?? null),
    begun.map(({ append }) => append.create !== undefined),
    over.map(({ owner }) => owner),
    over.map(({ frame }) => frame),
    gone.map(({ owner }) => owner),
    gone.map(({ frame }) => frame),
    gone.map(({ place }) => place),
  ];
}
