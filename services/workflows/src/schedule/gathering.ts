import type { Json } from '@mesh/jq/json';
import { agree } from '../interpreter/assign.ts';
import type { CloudEvent } from '../interpreter/cloud-event.ts';
import { beginConsumption, hear } from '../interpreter/consumption.ts';
import { leastBytes, MOST_BYTES } from '../payload/size.ts';
import type { ConsumptionPlan, EventFilterPlan } from '../plan/consumption-plan.ts';
import type { Collected } from './schedule-tables.ts';

/** Starts that one schedule collects events for at the same time. */
export const MOST_GATHERED = 1_000;

/** Assigns an event to the oldest start that it fits, and returns that. If its correlation keys fit none, it opens another. */
export function gather(plan: ConsumptionPlan, open: Collected[], event: CloudEvent, at: number): Collected | undefined {
  const known = remembering(plan);
  for (const one of open) if (takes(known, one, event, at)) return one;
  const begun: Collected = { consumption: beginConsumption(plan, () => null), events: [] };
  if (!takes(known, begun, event, at) || open.some((one) => areAlike(one, begun))) return undefined;
  open.push(begun);
  return begun;
}

/** Removes and returns the oldest starts if they are too many, or too large together. */
export function givingWay(open: Collected[]): readonly Collected[] {
  const sizes = open.map(({ events }) => leastBytes(events as unknown as Json, MOST_BYTES));
  let bytes = sizes.reduce((sum, size) => sum + size, 0);
  let gone = 0;
  while (open.length - gone > MOST_GATHERED || (open.length - gone > 1 && bytes > MOST_BYTES))
    bytes -= sizes[gone++] ?? 0;
  return open.splice(0, gone);
}

function takes(plan: ConsumptionPlan, { consumption, events }: Collected, event: CloudEvent, at: number): boolean {
  const outcome = hear(plan, consumption, event, at);
  if (outcome === 'consumed') events.push(event);
  return outcome !== 'ignored';
}

/** Whether both require the same correlation keys. Without correlations, all events are for one start. */
function areAlike(one: Collected, other: Collected): boolean {
  return agree(other.consumption.keys, one.consumption.keys);
}

/** Caches what filters find in one event, for all starts. */
function remembering(plan: ConsumptionPlan): ConsumptionPlan {
  const { filters, untilEvents } = plan;
  return {
    ...plan,
    filters: filters.map(rememberingFilter),
    untilEvents: untilEvents && { ...untilEvents, filters: untilEvents.filters.map(rememberingFilter) },
  };
}

function rememberingFilter(filter: EventFilterPlan): EventFilterPlan {
  return {
    ...filter,
    attributes: filter.attributes.map(({ name, fits }) => ({ name, fits: once(fits) })),
    correlations: filter.correlations.map(({ from, expect, ...rest }) => ({
      ...rest,
      from: once(from),
      expect: expect && once(expect),
    })),
  };
}

function once<Found, Asked extends unknown[]>(find: (...asked: Asked) => Found): (...asked: Asked) => Found {
  let found: { readonly value: Found } | undefined;
  return (...asked) => {
    found ??= { value: find(...asked) };
    return found.value;
  };
}
