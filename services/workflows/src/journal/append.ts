import type { Status } from '@mesh/contracts/execution-shapes';
import type { About } from '../execution/about.ts';
import type { Entry } from '../interpreter/entry.ts';
import type { Happening } from '../interpreter/happening.ts';
import type { Texts } from '../payload/texts.ts';

/** The row of a new execution. JSON as text. */
export type NewExecution = {
  readonly workflowId: string;
  readonly namespace: string;
  readonly name: string;
  readonly version: string;
  readonly input: string;
  /** Reference to a large input in the bucket. */
  readonly inputRef?: string | undefined;
  readonly scopes: readonly string[];
  readonly traceparent: string | undefined;
  readonly startedAt: Date;
  /** Number of starts by events behind it. */
  readonly eventDepth: number;
  readonly parent?: About['parent'];
};

/** The changes that an append makes to the execution's row. */
export type Standing = {
  readonly status: Status;
  /** Whether this process keeps it. */
  readonly owned: boolean;
  readonly wakeAt: Date | undefined;
  readonly endedAt: Date | undefined;
  readonly output: string | undefined;
  readonly error: string | undefined;
  /** Reference to a large output or error in the bucket. */
  readonly endRef?: string | undefined;
};

/** An event that is published with the append. */
export type Told = {
  readonly id: string;
  /** Whether a workflow emitted it: then it is also stored for later listeners. */
  readonly isEmitted: boolean;
  readonly subject: string;
  readonly type: string;
  readonly source: string;
  readonly about: string | undefined;
  /** Further attributes, JSON as text. */
  readonly attributes?: string | undefined;
  /** JSON as text; undefined if it has none. */
  readonly data: string | undefined;
};

/** One happening of an execution and the entries that followed. JSON as text. */
export type JournalRow = {
  /** Number of the first entry. */
  readonly seq: number;
  readonly entryCount: number;
  readonly at: Date;
  readonly happening: string;
  readonly entries: string;
  /** The values that the texts were made from. */
  readonly raw: { readonly happening: Happening; readonly entries: readonly Entry[] };
};

/** A filter by which a task listens. JSON as text. */
export type ListenerRow = {
  readonly frame: number;
  readonly filter: number;
  readonly workflowId: string;
  readonly pointer: string;
  readonly type: string | undefined;
  readonly expects: string | undefined;
  readonly seen: string | undefined;
};

/** Changes of listeners by an append. */
export type Listenings = {
  readonly begun: readonly ListenerRow[];
  /** Frames that have stopped listening. */
  readonly over: readonly number[];
  /** Events that were taken in. */
  readonly taken: readonly { readonly frame: number; readonly place: string }[];
};

/** What happened to one execution since its last append; written as a whole. */
export type Append = {
  readonly executionId: string;
  readonly workspaceId: string;
  /** When the last happening occurred. */
  readonly at: Date;
  readonly create?: NewExecution | undefined;
  readonly rows: readonly JournalRow[];
  /** Absent if the row does not change. */
  readonly standing?: Standing | undefined;
  readonly told: readonly Told[];
  readonly listening?: Listenings | undefined;
  readonly traceparent: string | undefined;
  /** The serializer of these texts, which still knows the large ones. */
  readonly texts?: Texts | undefined;
};

/**
 * `exists`: another execution has this id, and nothing was written. `fenced`: this process may no longer append, and nothing
 * was written. `refused`: the database cannot store it. `too-large`: one of its values exceeds every limit.
 */
export type Appended = 'done' | 'exists' | 'fenced' | 'refused' | 'too-large';

/** Accepts appends. `depth` is the number that wait. */
export type Journal = { readonly depth: number; append(append: Append): Promise<Appended> };
