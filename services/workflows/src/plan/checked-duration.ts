import type { Json } from '@mesh/jq/json';
import { durationMs, isByParts, TEN_YEARS_MS } from '../definition/duration-ms.ts';
import { standardFault } from '../workflow-fault.ts';

/** Length in ms of an evaluated duration. Throws `WorkflowFault` for an invalid one. */
export function checkedDurationMs(value: Json): number {
  return lengthMs(typeof value === 'string' || isByParts(value) ? durationMs(value) : undefined);
}

/** The former reading: unknown or missing fields counted as zero. */
export function laxDurationMs(value: Json): number {
  return lengthMs(durationMs(value));
}

function lengthMs(ms: number | undefined): number {
  if (ms === undefined || !(ms >= 0 && ms <= TEN_YEARS_MS))
    throw standardFault('validation', 'expected a duration from 0 to ten years, such as PT30S or {seconds: 30}');
  return Math.round(ms);
}
