import type { Fault } from '@mesh/contracts/mesh-error';
import { issuesOf } from '../dsl/issues.ts';
import { workflow } from '../dsl/workflow.ts';
import { faultsOf } from './faults-of.ts';

/** Whether the value has the shape that the DSL gives a document. */
export function checkShape(value: unknown): Fault[] {
  return issuesOf(workflow, value).flatMap((issue) => faultsOf(issue, '', 'is no field of the DSL here'));
}
