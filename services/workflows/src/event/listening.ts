import { hash } from 'node:crypto';
import type { Json } from '@mesh/jq/json';
import { textOf } from '../expression/text-of.ts';
import type { CloudEvent } from '../interpreter/cloud-event.ts';
import { type Consumption, filtersOf, type Seen } from '../interpreter/consumption.ts';
import { canonicalKey, type KeyOf } from '../interpreter/correlation-key.ts';
import type { ConsumptionPlan, EventFilterPlan } from '../plan/consumption-plan.ts';
import { catchFault } from '../workflow-fault.ts';

/** One filter of who listens, as it is kept to be found by events. */
export type Listener = {
  readonly filter: number;
  readonly type: string | undefined;
  readonly expects: string | undefined;
  readonly seen: Seen | undefined;
};
type Correlation = EventFilterPlan['correlations'][number];

/** The filters of a strategy that has begun. */
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

/** What `expects` of a listener may be for this event; undefined where the filter expects nothing. */
export function expectedFor(filter: EventFilterPlan, event: CloudEvent): readonly string[] | undefined {
  const keyings = [canonicalKey, textOf]; // rows of before have keys as they were written
  return digestsOf(filter, ({ from }) => from(event, () => null), keyings);
}

/** All expected correlations as one short text, in each way to spell them. What cannot be evaluated is a text that no event and no task has. */
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

/** What `expects` of a listener is whose correlations are held to these keys. */
export function expectedKeys(keys: readonly string[]): string {
  return hash('sha256', JSON.stringify(keys), 'base64url');
}
