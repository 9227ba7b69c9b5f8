import { hash } from 'node:crypto';
import type { Json } from '@mesh/jq/json';
import { textOf } from '../expression/text-of.ts';
import type { CloudEvent } from '../interpreter/cloud-event.ts';
import { type Consumption, filtersOf, type Seen } from '../interpreter/consumption.ts';
import { canonicalKey, type KeyOf } from '../interpreter/correlation-key.ts';
import type { ConsumptionPlan, EventFilterPlan } from '../plan/consumption-plan.ts';
import { catchFault } from '../workflow-fault.ts';

/** One filter of a listener, stored so that events find it. */
export type Listener = {
  readonly filter: number;
  readonly type: string | undefined;
  readonly expects: string | undefined;
  readonly seen: Seen | undefined;
};
type Correlation = EventFilterPlan['correlations'][number];

/** The listeners of a strategy that has begun. */
export function listenersOf(plan: ConsumptionPlan, { seen }: Pick<Consumption, 'seen'>): Listener[] {
  return filtersOf(plan).map((filter, number) => ({
    filter: number,
    type: filter.type,
    expects: digestsOf(filter, ({ expect }) => expect?.(null, (name) => seen[name] ?? null) ?? null, [
      canonicalKey,
    ])?.[0],
    seen: filter.variables.length > 0 ? seen : undefined,
  }));
}

/** The values of a listener's `expects` that this event satisfies; undefined if the filter expects nothing. */
export function expectedFor(filter: EventFilterPlan, event: CloudEvent): readonly string[] | undefined {
  const keyings = [canonicalKey, textOf]; // older rows have keys as they were written
  return digestsOf(filter, ({ from }) => from(event, () => null), keyings);
}

/**
 * Digest of all expected correlations, in each canonical form. One that cannot be evaluated becomes a text that nothing equals.
 */
function digestsOf(
  { correlations }: EventFilterPlan,
  value: (one: Correlation) => Json,
  keyings: readonly KeyOf[],
): readonly string[] | undefined {
  const expected = correlations.filter(({ expect, isPlain }) => expect && isPlain);
  if (expected.length === 0) return undefined;
  const values = catchFault(
    () => expected.map(value),
    () => undefined,
  );
  return values ? [...new Set(keyings.map((keyOf) => expectedKeys(values.map((one) => keyOf(one)))))] : [''];
}

/** The `expects` of a listener whose correlations are fixed to these keys. */
export function expectedKeys(keys: readonly string[]): string {
  return hash('sha256', JSON.stringify(keys), 'base64url');
}
