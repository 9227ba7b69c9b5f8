import type { Json } from '@mesh/jq/json';
import type { WorkflowError } from '../workflow-fault.ts';
import type { CloudEvent } from './cloud-event.ts';

/** What a person says came of calls whose outcome is not known: of the task at `task`, else of all. */
export type Outcome = { readonly task?: string | undefined; readonly isFinal?: true | undefined } & (
  | { readonly repeat: true }
  | { readonly output: Json }
  | { readonly error: WorkflowError }
);

/** New bounds of what may be spent on models: of the agent at `task`, else of the execution. */
export type Raise = {
  readonly task?: string | undefined;
  readonly turns?: number | undefined;
  readonly tokens?: number | undefined;
  readonly cost?: number | undefined;
};

export type Past = { readonly happening: Happening; readonly at: number };

/**
 * What happens to an execution from outside. Everything else follows from these and their times, so the happenings of a
 * journal make its state again.
 */
export type Happening = What & {
  /** After so many steps what follows was cut, and went on in the next turn; undefined where it was not. */
  readonly steps?: number | undefined;
  /** By how many of the `rules` it is taken in: up to the newest that it met. Journals of before do not say so, and go by none. */
  readonly rules?: number | undefined;
};

type What =
  | { readonly kind: 'started'; readonly input: Json }
  | { readonly kind: 'effect-ended'; readonly frame: number; readonly output: Json }
  | {
      readonly kind: 'effect-failed';
      readonly frame: number;
      readonly error: WorkflowError;
      /** How long the callee asks to be left alone, in ms. */
      readonly retryAfterMs?: number | undefined;
      /** It was asked at most once, so no policy tries again. Journals of before do not say so, and wait for attempts that ask nothing. */
      readonly isFinal?: true | undefined;
    }
  /**
   * An event has come that a task may wait for. `place` is where it stands among all that were heard; `early`: it came
   * before the task began.
   */
  | {
      readonly kind: 'heard';
      readonly frame: number;
      readonly event: CloudEvent;
      readonly place: string;
      readonly early?: boolean | undefined;
    }
  /** Whoever does what a task has asked tells how far it is. */
  | { readonly kind: 'progressed'; readonly frame: number; readonly progress: Json }
  /** The world says something to a task that has asked to be told. */
  | { readonly kind: 'message-came'; readonly frame: number; readonly message: Json }
  /** Time has come for what was to wake by then. */
  | { readonly kind: 'woken' }
  /** A turn that was cut for its length goes on. */
  | { readonly kind: 'went-on' }
  /** `by`: a principal, the execution that ran it, a schedule, or `mesh`; journals of before do not say. */
  | { readonly kind: 'cancelled'; readonly by?: string | undefined }
  /** What is to be done is held until it is resumed. `by` is a principal, or `mesh`. */
  | { readonly kind: 'suspended'; readonly by: string; readonly reason?: string | undefined }
  | {
      readonly kind: 'resumed';
      readonly by: string;
      readonly outcome?: Outcome | undefined;
      readonly budget?: Raise | undefined;
    }
  /**
   * It had faulted, and goes on from the task that failed. `timeouts`: they begin anew with all their length; journals of before
   * do not say so, and add to them what had passed since their tasks began.
   */
  | { readonly kind: 'retried'; readonly by: string; readonly timeouts?: 'anew' | undefined }
  /** It begins with the past of another, up to the first beginning of the task at `from`. */
  | {
      readonly kind: 'forked';
      readonly of: string;
      readonly past: readonly Past[];
      readonly from: string;
      readonly by: string;
      /** What the task gets instead of its own input, or `isNull`: journals of before mean its own where they say null. */
      readonly input?: Json | undefined;
      readonly isNull?: true | undefined;
    }
  /** The process died, or the answer was lost, while the only call of an effect was under way. */
  | { readonly kind: 'outcome-unknown'; readonly frame: number }
  /** It cannot go on, for a reason that is not its own. */
  | { readonly kind: 'faulted'; readonly error: WorkflowError };
