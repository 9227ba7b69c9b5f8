import type { Json } from '@mesh/jq/json';
import type { Bindings, Evaluate } from '../expression/evaluate.ts';
import { holds } from '../expression/expression.ts';
import type { WorkflowError } from '../workflow-fault.ts';
import type { Frame } from './frame.ts';
import type { Turn } from './turn.ts';

/** Conditions that decide whether an error is caught, or a task retried. */
type Conditions = { readonly when?: Evaluate | undefined; readonly exceptWhen?: Evaluate | undefined };

/** Whether these conditions accept an error. */
export function isMeant(
  turn: Turn,
  { input }: Frame,
  { when, exceptWhen }: Conditions,
  error: WorkflowError,
  bindings: Bindings,
): boolean {
  if (!when && !exceptWhen) return true;
  const looked = turn.goesBy('conditions on an error look at it') ? (error as unknown as Json) : input;
  if (when && !holds(when, looked, bindings)) return false;
  return !(exceptWhen && holds(exceptWhen, looked, bindings));
}
