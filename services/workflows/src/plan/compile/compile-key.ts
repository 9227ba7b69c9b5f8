import type { Concurrency } from '../../definition/concurrency.ts';
import type { Evaluate } from '../../expression/evaluate.ts';
import { LOOSE } from '../../expression/expression.ts';
import { template } from '../../expression/template.ts';
import { catchFault } from '../../workflow-fault.ts';

/** A document's concurrency key. One that does not compile, in documents saved before it was validated, is none. */
export function compileKey({ key, isLoose }: Concurrency): Evaluate | undefined {
  if (key === undefined) return undefined;
  return catchFault(
    () => template(key, isLoose ? [LOOSE] : []),
    () => undefined,
  );
}
