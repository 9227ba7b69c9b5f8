import type { Json } from '@mesh/jq/json';
import { agree } from '../interpreter/assign.ts';
import type { CloudEvent } from '../interpreter/cloud-event.ts';
import { beginConsumption, hear } from '../interpreter/consumption.ts';
import { leastBytes, MOST_BYTES } from '../payload/size.ts';
import type { ConsumptionPlan, EventFilterPlan } from '../plan/consumption-plan.ts';
import type { Collected } from './schedule-tables.ts';

/** Starts for which one schedule gathers events at the same time. */
export const MOST_GATHERED = 1_000;

/**
 * Takes an event in for the oldest start that it fits, and gives that. Where correlations find what none of the others is held
 * to, it begins one more.
 */
export function gather(plan: ConsumptionPlan, open: Collected[], event: CloudEvent, at: number): Collected | undefined {
  const known = remembering(plan);
  for (const one of open) if (takes(known, one, event, at)) return one;
  const begun: Collected = { consumption: beginConsumption(plan, () => null), events: [] };
  if (!takes(known, begun, event, at) || open.some((one) => areAlike(one, begun))) return undefined;
  open.push(begun);
  return begun;
}

/** Takes away the oldest of those that are too many, or too large together, and gives them. */
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

/** Whether correlations hold both to the same. Without any, all events are for one start. */
function areAlike(one: Collected, other: Collected): boolean {
  return agree(other.consumption.keys, one.consumption.keys);
}

/** What filters make of one event is found once, for however many starts. */
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
