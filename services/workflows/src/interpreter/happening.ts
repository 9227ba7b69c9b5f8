import type { Json } from '@mesh/jq/json';
import type { WorkflowError } from './workflow-fault.ts';

/**
 * What happens to an execution from outside. Everything else follows from these and their times, so the happenings of a
 * journal make its state again.
 */
export type Happening =
  | { readonly kind: 'started'; readonly input: Json }
  | { readonly kind: 'effect-ended'; readonly frame: number; readonly output: Json }
  | {
      readonly kind: 'effect-failed';
      readonly frame: number;
      readonly error: WorkflowError;
      /** How long the callee asks to be left alone, in ms. */
      readonly retryAfterMs?: number | undefined;
    }
  /** Time has come for what was to wake by then. */
  | { readonly kind: 'woken' }
  /** A turn that was cut for its length goes on. */
  | { readonly kind: 'went-on' }
  | { readonly kind: 'cancelled' }
  /** It cannot go on, for a reason that is not its own. */
  | { readonly kind: 'faulted'; readonly error: WorkflowError };
