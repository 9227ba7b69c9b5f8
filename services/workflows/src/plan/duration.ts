import type { Json } from '@mesh/jq/json';
import { durationMs as lengthMs } from '../definition/duration-ms.ts';
import { standardFault } from '../interpreter/workflow-fault.ts';

/** Ten years: past this a wait is a mistake. */
const LONGEST_MS = 3_650 * 86_400_000;

/** The length in ms of a duration that was evaluated. Throws `WorkflowFault` for what is none. */
export function durationMs(value: Json): number {
  const ms = lengthMs(value);
  if (ms === undefined || !(ms >= 0 && ms <= LONGEST_MS))
    throw standardFault('validation', 'expected a duration from 0 to ten years, such as PT30S or {seconds: 30}');
  return Math.round(ms);
}
