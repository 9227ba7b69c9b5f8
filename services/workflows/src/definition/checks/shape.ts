import { faultsOfIssue } from '@mesh/contracts/faults-of-issue';
import type { Fault } from '@mesh/contracts/mesh-error';
import type { z } from 'zod';
import { issuesOf } from '../dsl/issues.ts';
import { workflow } from '../dsl/workflow.ts';

/** Validates a document's shape by the DSL. */
export function checkShape(value: unknown): Fault[] {
  return faultsIn(workflow, value);
}

/** Faults in a part of a document that stands at `place`. */
export function faultsIn(shape: z.ZodType, value: unknown, place = ''): Fault[] {
  return issuesOf(shape, value).flatMap((issue) => faultsOfIssue(issue, place, 'is no field of the DSL here'));
}
