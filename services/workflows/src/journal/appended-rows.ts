import { type RowType, rowType } from '@mesh/database/row-array';
import { bigint, boolean, bytea, integer, json, smallint, text, timestamptz } from '@mesh/database/row-column';
import type { Append, JournalRow, ListenerRow, NewExecution, Told } from './append.ts';

type Begun = Append & { readonly create: NewExecution };
type Moved = Append & { readonly standing: NonNullable<Append['standing']> };
type Of<R> = { readonly append: Append; readonly row: R };
/** Events of one append that share a row, and their bundle. */
export type Telling = {
  readonly append: Append;
  readonly told: readonly [Told, ...Told[]];
  readonly bundle: string;
  /** Serialized, if somebody may listen to one of them. */
  readonly events: string | undefined;
};
/** Events of one workspace and subject that share a row of the outbox. */
export type Bundle = {
  readonly id: string;
  readonly workspaceId: string;
  readonly subject: string;
  readonly count: number;
  readonly packed: Buffer;
};
type Hearing = { readonly owner: string; readonly frame: number; readonly place?: string | undefined };

/**
 * The columns of these types match the composite types that the migrations `appended-rows` and `appended-bundles` create, in
 * order.
 */
export const appendedExecution: RowType<Begun> = rowType('appended_execution', {
  id: text(({ executionId }) => executionId),
  workspace_id: text(({ workspaceId }) => workspaceId),
  workflow_id: text(({ create }) => create.workflowId),
  namespace: text(({ create }) => create.namespace),
  name: text(({ create }) => create.name),
  version: text(({ create }) => create.version),
  input: json(({ create }) => create.input),
  input_ref: json(({ create }) => create.inputRef),
  scopes: text(({ create }) => create.scopes.join(' ')),
  traceparent: text(({ create }) => create.traceparent),
  started_at: timestamptz(({ create }) => create.startedAt),
  event_depth: smallint(({ create }) => create.eventDepth),
  parent_id: text(({ create }) => create.parent?.id),
  parent_task: text(({ create }) => create.parent?.task),
  status: text(({ standing }) => standing?.status ?? 'running'),
  owned: boolean(({ standing }) => standing?.owned ?? true),
  wake_at: timestamptz(({ standing }) => standing?.wakeAt),
  ended_at: timestamptz(({ standing }) => standing?.endedAt),
  output: json(({ standing }) => standing?.output),
  error: json(({ standing }) => standing?.error),
  end_ref: json(({ standing }) => standing?.endRef),
});

export const appendedHappening: RowType<Of<JournalRow>> = rowType('appended_happening', {
  execution_id: text(({ append }) => append.executionId),
  workspace_id: text(({ append }) => append.workspaceId),
  seq: integer(({ row }) => row.seq),
  entry_count: integer(({ row }) => row.entryCount),
  at: timestamptz(({ row }) => row.at),
  happening: json(({ row }) => row.happening),
  entries: json(({ row }) => row.entries),
  is_first: boolean(({ append }) => append.create !== undefined),
});

export const appendedStanding: RowType<Moved> = rowType('appended_standing', {
  id: text(({ executionId }) => executionId),
  status: text(({ standing }) => standing.status),
  owned: boolean(({ standing }) => standing.owned),
  wake_at: timestamptz(({ standing }) => standing.wakeAt),
  ended_at: timestamptz(({ standing }) => standing.endedAt),
  output: json(({ standing }) => standing.output),
  error: json(({ standing }) => standing.error),
  end_ref: json(({ standing }) => standing.endRef),
});

export const appendedTold: RowType<Telling> = rowType('appended_told', {
  execution_id: text(({ append }) => append.executionId),
  workspace_id: text(({ append }) => append.workspaceId),
  bundle: text(({ bundle }) => bundle),
  types: text(({ told }) => told.map(({ type }) => type).join(' ')),
  events: text(({ events }) => events),
  is_emitted: boolean(({ told: [first] }) => first.isEmitted),
  attributes: text(({ told: [first] }) => first.attributes),
  is_first: boolean(({ append }) => append.create !== undefined),
});

export const appendedBundle: RowType<Bundle> = rowType('appended_bundle', {
  id: text(({ id }) => id),
  workspace_id: text(({ workspaceId }) => workspaceId),
  subject: text(({ subject }) => subject),
  count: integer(({ count }) => count),
  packed: bytea(({ packed }) => packed),
});

export const appendedListener: RowType<Of<ListenerRow>> = rowType('appended_listener', {
  owner: text(({ append }) => append.executionId),
  frame: integer(({ row }) => row.frame),
  filter: integer(({ row }) => row.filter),
  workspace_id: text(({ append }) => append.workspaceId),
  workflow_id: text(({ row }) => row.workflowId),
  pointer: text(({ row }) => row.pointer),
  type: text(({ row }) => row.type),
  expects: text(({ row }) => row.expects),
  seen: json(({ row }) => row.seen),
  is_first: boolean(({ append }) => append.create !== undefined),
});

/** What a frame has taken in: the event at `place`, or all. */
export const appendedHearing: RowType<Hearing> = rowType('appended_hearing', {
  owner: text(({ owner }) => owner),
  frame: integer(({ frame }) => frame),
  place: bigint(({ place }) => (place === undefined ? undefined : BigInt(place))),
});
