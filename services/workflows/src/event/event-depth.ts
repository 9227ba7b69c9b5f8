import type { About } from '../execution/about.ts';
import type { CloudEvent } from '../interpreter/cloud-event.ts';
import type { Told } from '../journal/append.ts';

/** The extension attribute of events whose execution was started by events: how many such starts are behind them. */
const ATTRIBUTE = 'meshdepth';
/** Past so many starts one after the other a chain of them is one that has no end. */
export const DEEPEST = 16;

/** How many starts by events are behind an execution that these start. */
export function depthAfter(events: readonly CloudEvent[]): number {
  return events.reduce((deepest, { [ATTRIBUTE]: depth }) => Math.max(deepest, depthIn(depth) + 1), 1);
}

/** What an execution tells, with the starts that are behind it. */
export function withDepth({ eventDepth = 0 }: Pick<About, 'eventDepth'>, told: Told[]): Told[] {
  if (eventDepth === 0) return told;
  return told.map(({ attributes = '{}', ...event }) => ({
    ...event,
    attributes: JSON.stringify({ ...JSON.parse(attributes), [ATTRIBUTE]: eventDepth }),
  }));
}

/** Whoever sends an event may write what they like. */
function depthIn(told: unknown): number {
  const depth = Number(told);
  return Number.isInteger(depth) && depth > 0 ? Math.min(depth, DEEPEST) : 0;
}
