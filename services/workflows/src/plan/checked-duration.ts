import type { Json } from '@mesh/jq/json';
import { durationMs, isByParts, TEN_YEARS_MS } from '../definition/duration-ms.ts';
import { standardFault } from '../workflow-fault.ts';

/** The length in ms of a duration that was evaluated. Throws `WorkflowFault` for what is none. */
export function checkedDurationMs(value: Json): number {
  return lengthMs(typeof value === 'string' || isByParts(value) ? durationMs(value) : undefined);
}

/** As it was once read: what has other fields than a duration, or none, took no time. */
export function laxDurationMs(value: Json): number {
  return lengthMs(durationMs(value));
}

function lengthMs(ms: number | undefined): number {
  if (ms === undefined || !(ms >= 0 && ms <= TEN_YEARS_MS))
    throw standardFault('validation', 'expected a duration from 0 to ten years, such as PT30S or {seconds: 30}');
  return Math.round(ms);
}
