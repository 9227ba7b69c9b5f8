import type { Json } from '@mesh/jq/json';

export type EntryType =
  | 'execution.started'
  | 'execution.completed'
  | 'execution.faulted'
  | 'execution.cancelled'
  | 'execution.suspended'
  | 'execution.resumed'
  | 'execution.retried'
  | 'execution.forked'
  | 'task.started'
  | 'task.skipped'
  | 'task.retried'
  | 'task.progressed'
  | 'task.completed'
  | 'task.faulted'
  | 'task.cancelled'
  | 'event.heard'
  | 'message.consumed'
  /** A tool call of a model cannot be made; the model is told why. */
  | 'tool.refused'
  /** A person is asked to approve a tool call; approved, refused or expired. */
  | 'approval.asked'
  | 'approval.decided'
  /** Its answer has arrived while the execution is suspended. */
  | 'task.answered'
  /** The outcome of its at-most-once call is unknown. */
  | 'task.unknown'
  /** A person has stated that outcome. */
  | 'task.decided';

/** One entry of the history that users read. `task` is a JSON Pointer into the document. */
export type Entry = { readonly type: EntryType; readonly task?: string; readonly data: Readonly<Record<string, Json>> };

/** An event that a task emits: published if and only if its turn is committed. */
export type Emitted = {
  readonly id: string;
  readonly type: string;
  readonly source: string;
  readonly subject?: string | undefined;
  /** Its other attributes, extensions included. */
  readonly attributes: Readonly<Record<string, Json>>;
  /** Undefined if it has none. */
  readonly data: Json | undefined;
};
