import type { Json } from '@mesh/jq/json';
import type { Check, Evaluate } from '../expression/evaluate.ts';

/** Where the flow goes after a task: the specification's flow directives. */
export type Directive = 'continue' | 'exit' | 'end' | { readonly goto: number };

/** What all kinds of tasks have. */
export type CommonPlan = {
  /** JSON Pointer of the task in its document, such as `/do/0/greet`. */
  readonly pointer: string;
  readonly name: string;
  /** The task as it was written. */
  readonly definition: Json;
  readonly if?: Evaluate | undefined;
  readonly input: { readonly check?: Check | undefined; readonly from?: Evaluate | undefined };
  readonly output: { readonly check?: Check | undefined; readonly as?: Evaluate | undefined };
  readonly export: { readonly check?: Check | undefined; readonly as?: Evaluate | undefined };
  /** A duration: text (ISO 8601) or an object. */
  readonly timeout?: Evaluate | undefined;
  /** Its result is committed before anything follows, even without an effect: `metadata.checkpoint`. */
  readonly checkpoint: boolean;
  /** Its call is sent at most once: `metadata.retry: never`. */
  readonly once?: boolean | undefined;
  /** After a fault, retried calls get new keys: `metadata.keyOnRetry: new`. */
  readonly freshKey?: boolean | undefined;
  /** Where the flow goes after it: its `then`. */
  readonly next: Directive;
};
