import type { About } from '../execution/about.ts';
import type { CloudEvent } from '../interpreter/cloud-event.ts';
import type { Told } from '../journal/append.ts';

/** Extension attribute of events from executions that events started: the number of such starts behind them. */
const ATTRIBUTE = 'meshdepth';
/** A longer chain of starts counts as endless. */
export const DEEPEST = 16;

/** The depth of an execution that these events start. */
export function depthAfter(events: readonly CloudEvent[]): number {
  return events.reduce((deepest, { [ATTRIBUTE]: depth }) => Math.max(deepest, depthIn(depth) + 1), 1);
}

/** Adds the execution's depth to its events. */
export function withDepth({ eventDepth = 0 }: Pick<About, 'eventDepth'>, told: Told[]): Told[] {
  if (eventDepth === 0) return told;
  return told.map(({ attributes = '{}', ...event }) => ({
    ...event,
    attributes: JSON.stringify({ ...JSON.parse(attributes), [ATTRIBUTE]: eventDepth }),
  }));
}

/** The attribute of an incoming event may hold anything. */
function depthIn(told: unknown): number {
  const depth = Number(told);
  return Number.isInteger(depth) && depth > 0 ? Math.min(depth, DEEPEST) : 0;
}
