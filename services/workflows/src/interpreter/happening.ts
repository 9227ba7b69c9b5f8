import type { Json } from '@mesh/jq/json';
import type { WorkflowError } from '../workflow-fault.ts';
import type { CloudEvent } from './cloud-event.ts';

/** A person's statement of the outcome of unanswered calls: of the task at `task`, else of all. */
export type Outcome = { readonly task?: string | undefined; readonly isFinal?: true | undefined } & (
  | { readonly repeat: true }
  | { readonly output: Json }
  | { readonly error: WorkflowError }
);

/** New limits of spending on models: of the agent at `task`, else of the execution. */
export type Raise = {
  readonly task?: string | undefined;
  readonly turns?: number | undefined;
  readonly tokens?: number | undefined;
  readonly cost?: number | undefined;
};

export type Past = { readonly happening: Happening; readonly at: number };

/**
 * What happens to an execution from outside. All else follows from the happenings and their times, so a journal of them
 * restores its state.
 */
export type Happening = What & {
  /** After how many steps the turn was cut and continued in the next; undefined if it was not. */
  readonly steps?: number | undefined;
  /** How many of the `rules` apply: up to the newest that it met. Older journals have no number, and no rule applies. */
  readonly rules?: number | undefined;
};

type What =
  | { readonly kind: 'started'; readonly input: Json }
  | { readonly kind: 'effect-ended'; readonly frame: number; readonly output: Json }
  | {
      readonly kind: 'effect-failed';
      readonly frame: number;
      readonly error: WorkflowError;
      /** How long the callee asks to wait, in ms. */
      readonly retryAfterMs?: number | undefined;
      /**
       * It was sent at most once, so no policy retries it. Older journals lack this, and wait for attempts that send nothing.
       */
      readonly isFinal?: true | undefined;
    }
  /**
   * An event that a task may wait for. `place` is its position among all events; `early` means it came before the task began.
   */
  | {
      readonly kind: 'heard';
      readonly frame: number;
      readonly event: CloudEvent;
      readonly place: string;
      readonly early?: boolean | undefined;
    }
  /** A worker reports the progress of a task. */
  | { readonly kind: 'progressed'; readonly frame: number; readonly progress: Json }
  /** A message for a task that subscribes to messages. */
  | { readonly kind: 'message-came'; readonly frame: number; readonly message: Json }
  /** Timers up to now are due. */
  | { readonly kind: 'woken' }
  /** Resumes a turn that was cut for its length. */
  | { readonly kind: 'went-on' }
  /** `by` is a principal, the parent execution, a schedule, or `mesh`; older journals do not say. */
  | { readonly kind: 'cancelled'; readonly by?: string | undefined }
  /** Nothing more is done until it is resumed. `by` is a principal, or `mesh`. */
  | { readonly kind: 'suspended'; readonly by: string; readonly reason?: string | undefined }
  | {
      readonly kind: 'resumed';
      readonly by: string;
      readonly outcome?: Outcome | undefined;
      readonly budget?: Raise | undefined;
    }
  /**
   * It had faulted and continues from the task that failed. `timeouts` begin anew; in older journals, without it, the time
   * since their tasks began is added to them instead.
   */
  | { readonly kind: 'retried'; readonly by: string; readonly timeouts?: 'anew' | undefined }
  /** It begins with the past of another execution, up to the first start of the task at `from`. */
  | {
      readonly kind: 'forked';
      readonly of: string;
      readonly past: readonly Past[];
      readonly from: string;
      readonly by: string;
      /** The task's input in place of its own, or `isNull`; null in older journals means its own. */
      readonly input?: Json | undefined;
      readonly isNull?: true | undefined;
    }
  /** The process died, or the answer was lost, during an effect's at-most-once call. */
  | { readonly kind: 'outcome-unknown'; readonly frame: number }
  /** It must end for a reason outside itself. */
  | { readonly kind: 'faulted'; readonly error: WorkflowError };
