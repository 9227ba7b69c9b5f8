import type { Bindings } from '../expression/evaluate.ts';
import type { EventFilterPlan } from '../plan/consumption-plan.ts';
import { catchFault } from '../workflow-fault.ts';
import type { Keys } from './assign.ts';
import type { KeyOf } from './correlation-key.ts';

/**
 * Keys that correlations without `expect` require from the start: those that other filters expect of the same correlation. If
 * these expect several values, or none that can be evaluated, the first event decides.
 */
export function heldKeys(filters: readonly EventFilterPlan[], bindings: Bindings, keyOf: KeyOf): Keys {
  const correlations = filters.flatMap((filter) => filter.correlations);
  const held: Keys = {};
  for (const [name, alike] of Map.groupBy(correlations, ({ name }) => name)) {
    const expected = alike.flatMap(({ expect }) => expect ?? []);
    if (expected.length === alike.length) continue;
    const [key, ...others] = new Set(expected.map((expect) => keyIn(() => keyOf(expect(null, bindings)))));
    if (key !== undefined && others.length === 0) held[name] = key;
  }
  return held;
}

function keyIn(evaluate: () => string): string | undefined {
  return catchFault(evaluate, () => undefined);
}
