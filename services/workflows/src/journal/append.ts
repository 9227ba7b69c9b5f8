import type { Status } from '@mesh/contracts/execution-shapes';
import type { About } from '../execution/about.ts';
import type { Entry } from '../interpreter/entry.ts';
import type { Happening } from '../interpreter/happening.ts';
import type { Texts } from '../payload/texts.ts';

/** A new execution as its row is written. JSON as text. */
export type NewExecution = {
  readonly workflowId: string;
  readonly namespace: string;
  readonly name: string;
  readonly version: string;
  readonly input: string;
  /** Where the input lies instead. */
  readonly inputRef?: string | undefined;
  readonly scopes: readonly string[];
  readonly traceparent: string | undefined;
  readonly startedAt: Date;
  /** How many starts by events are behind it. */
  readonly eventDepth: number;
  readonly parent?: About['parent'];
};

/** What an append makes of the execution's row. */
export type Standing = {
  readonly status: Status;
  /** Whether this process goes on with it. */
  readonly owned: boolean;
  readonly wakeAt: Date | undefined;
  readonly endedAt: Date | undefined;
  readonly output: string | undefined;
  readonly error: string | undefined;
  /** Where output or error lie instead. */
  readonly endRef?: string | undefined;
};

/** An event that is told with the append. */
export type Told = {
  readonly id: string;
  /** A workflow has emitted it: whoever may listen later hears it as well. */
  readonly isEmitted: boolean;
  readonly subject: string;
  readonly type: string;
  readonly source: string;
  readonly about: string | undefined;
  /** What listeners see of it besides, JSON as text. */
  readonly attributes?: string | undefined;
  /** JSON as text; undefined where it has none. */
  readonly data: string | undefined;
};

/** One thing that happened to an execution, and the entries that followed from it. JSON as text. */
export type JournalRow = {
  /** Number of the first entry. */
  readonly seq: number;
  readonly entryCount: number;
  readonly at: Date;
  readonly happening: string;
  readonly entries: string;
  /** What the texts were made of. */
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

/** What an append changes of who listens. */
export type Listenings = {
  readonly begun: readonly ListenerRow[];
  /** Frames that listen no more. */
  readonly over: readonly number[];
  /** Events that have been taken in. */
  readonly taken: readonly { readonly frame: number; readonly place: string }[];
};

/** What happened to one execution since its last append, to be made durable as a whole. */
export type Append = {
  readonly executionId: string;
  readonly workspaceId: string;
  /** When the last of it happened. */
  readonly at: Date;
  readonly create?: NewExecution | undefined;
  readonly rows: readonly JournalRow[];
  /** Absent where the row stays as it is. */
  readonly standing?: Standing | undefined;
  readonly told: readonly Told[];
  readonly listening?: Listenings | undefined;
  readonly traceparent: string | undefined;
  /** What wrote all this out, and still knows what is large. */
  readonly texts?: Texts | undefined;
};

/**
 * `exists`: another execution has this id, and nothing was written. `fenced`: this process may not append any more, and
 * nothing was written. `refused`: the database cannot hold it. `too-large`: a value in it is larger than anything that is kept.
 */
export type Appended = 'done' | 'exists' | 'fenced' | 'refused' | 'too-large';

/** What takes appends. `depth` is how many of them wait. */
export type Journal = { readonly depth: number; append(append: Append): Promise<Appended> };
