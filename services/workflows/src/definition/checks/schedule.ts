import { faultsOfIssue } from '@mesh/contracts/faults-of-issue';
import type { Fault } from '@mesh/contracts/mesh-error';
import type { WorkflowDocument } from '../document.ts';
import { durationMs } from '../duration-ms.ts';
import { scheduleMetadata } from '../schedule-options.ts';

const SHORTEST_MS = 1_000;

/** Checks a schedule beyond its shape: constant durations, and options in the metadata. */
export function* checkSchedule({ document, schedule }: WorkflowDocument): Generator<Fault> {
  if (!schedule) return;
  const { every, after } = schedule;
  if (every !== undefined && (durationMs(every) ?? 0) < SHORTEST_MS)
    yield { pointer: '/schedule/every', message: 'expected a duration of a second at least' };
  if (after !== undefined && durationMs(after) === undefined)
    yield { pointer: '/schedule/after', message: 'expected a duration, since there is nothing to evaluate yet' };
  const read = scheduleMetadata.safeParse(document.metadata ?? {}, { reportInput: false });
  for (const issue of read.error?.issues ?? [])
    yield* faultsOfIssue(issue, '/document/metadata', 'is no option of a schedule');
}
