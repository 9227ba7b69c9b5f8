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
  /** A tool that a model asked for cannot be used so; the model is told why. */
  | 'tool.refused'
  /** A person is asked whether a tool may be used, and has said so, or time is over. */
  | 'approval.asked'
  | 'approval.decided'
  /** Its answer has come, and waits with the execution. */
  | 'task.answered'
  /** Whether its only call has done its work is not known. */
  | 'task.unknown'
  /** A person has said what came of it. */
  | 'task.decided';

/** One line of the history that users read. `task` is a JSON Pointer into the document. */
export type Entry = { readonly type: EntryType; readonly task?: string; readonly data: Readonly<Record<string, Json>> };

/** An event that a task emits: told if and only if its turn is committed. */
export type Emitted = {
  readonly id: string;
  readonly type: string;
  readonly source: string;
  readonly subject?: string | undefined;
  /** Its other attributes, extensions included. */
  readonly attributes: Readonly<Record<string, Json>>;
  /** Undefined where it has none. */
  readonly data: Json | undefined;
};
