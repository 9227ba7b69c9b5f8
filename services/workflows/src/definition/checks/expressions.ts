import type { Fault } from '@mesh/contracts/mesh-error';
import type { WorkflowDocument } from '../document.ts';
import { expressionsIn, unwrapped } from '../expression-text.ts';
import { type ExpressionAt, expressionsOf, expressionsOfWorkflow } from './expressions-of.ts';
import { seeing, type TaskAt } from './tasks.ts';

/** Tells what is wrong with the source of an expression that may use these variables, besides the DSL's own. */
export type CheckExpression = (source: string, variables: readonly string[]) => string | undefined;

/** Whether every expression is one. In texts they stand in `${ }`; a condition is one as a whole. */
export function* checkExpressions(
  document: WorkflowDocument,
  tasks: readonly TaskAt[],
  check: CheckExpression,
): Generator<Fault> {
  // Functions and extensions run inside whoever calls them, with the variables that are there.
  const everywhere = [...new Set(tasks.flatMap(({ inner }) => inner))];
  const known = new Map<string, string | undefined>();
  function* faultsOf({ pointer, text, whole }: ExpressionAt, variables: readonly string[]): Generator<Fault> {
    for (const source of whole ? [unwrapped(text)] : expressionsIn(text)) {
      const key = JSON.stringify([source, variables]);
      if (!known.has(key)) known.set(key, check(source, variables));
      const message = known.get(key);
      if (message !== undefined) yield { pointer, message: `not a jq expression: ${message}` };
    }
  }
  for (const one of expressionsOfWorkflow(document)) yield* faultsOf(one, everywhere);
  for (const at of tasks) {
    const isAnywhere = at.pointer.startsWith('/use/');
    const places = seeing(at.task).map((suffix) => at.pointer + suffix);
    for (const one of expressionsOf(at)) {
      const isInside = places.some((place) => one.pointer === place || one.pointer.startsWith(`${place}/`));
      yield* faultsOf(one, isAnywhere ? everywhere : isInside ? at.inner : at.variables);
    }
  }
}
