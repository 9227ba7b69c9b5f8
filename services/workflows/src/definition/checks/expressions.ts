import type { Fault } from '@mesh/contracts/mesh-error';
import { checkExpression } from '../../expression/check-expression.ts';
import { expressionsIn, unwrapped } from '../../expression/expression-text.ts';
import type { WorkflowDocument } from '../document.ts';
import { type ExpressionAt, expressionsOf, expressionsOfWorkflow } from './expressions-of.ts';
import { variablesOfReuse } from './reuse.ts';
import { seeing, type TaskAt } from './tasks.ts';

/** Checks that every expression compiles. In texts they stand in `${ }`; a condition is one as a whole. */
export function* checkExpressions(document: WorkflowDocument, tasks: readonly TaskAt[]): Generator<Fault> {
  const everywhere = [...new Set(tasks.flatMap(({ inner }) => inner))];
  const ofReuse = variablesOfReuse(document, tasks);
  const known = new Map<string, string | undefined>();
  function flawOf(source: string, variables: readonly string[]): string | undefined {
    const key = JSON.stringify([source, variables]);
    if (!known.has(key)) known.set(key, checkExpression(source, variables));
    return known.get(key);
  }
  function* faultsOf({ pointer, text, whole }: ExpressionAt, variables: readonly string[]): Generator<Fault> {
    for (const source of whole ? [unwrapped(text)] : expressionsIn(text)) {
      const message = flawOf(source, variables);
      if (message !== undefined) yield { pointer, message };
    }
  }
  function* faultsOfReuse(one: ExpressionAt, variables: readonly string[]): Generator<Fault> {
    const faults = [...faultsOf(one, everywhere)];
    if (faults.length > 0) return yield* faults;
    for (const fault of faultsOf(one, variables)) yield { ...fault, message: `${fault.message} wherever this is used` };
  }
  for (const one of expressionsOfWorkflow(document)) yield* faultsOfReuse(one, ofReuse(one.pointer) ?? everywhere);
  for (const at of tasks) {
    const around = ofReuse(at.pointer) ?? everywhere;
    const places = seeing(at.task).map((suffix) => at.pointer + suffix);
    for (const one of expressionsOf(at)) {
      const isInside = places.some((place) => one.pointer === place || one.pointer.startsWith(`${place}/`));
      const own = isInside ? at.inner : at.variables;
      if (at.pointer.startsWith('/use/')) yield* faultsOfReuse(one, [...around, ...own]);
      else yield* faultsOf(one, own);
    }
  }
}
