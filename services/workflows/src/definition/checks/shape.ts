import { pointerOf } from '@mesh/contracts/json-pointer';
import type { Fault } from '@mesh/contracts/mesh-error';
import type { z } from 'zod';
import { issuesOf } from '../dsl/issues.ts';
import { workflow } from '../dsl/workflow.ts';

/** Whether the value has the shape that the DSL gives a document. */
export function checkShape(value: unknown): Fault[] {
  return issuesOf(workflow, value).flatMap(faultsOf);
}

function faultsOf(issue: z.core.$ZodIssue): Fault[] {
  if (issue.code !== 'unrecognized_keys') return [{ pointer: pointerOf(issue.path), message: issue.message }];
  return issue.keys.map((key) => ({
    pointer: pointerOf([...issue.path, key]),
    message: 'is no field of the DSL here',
  }));
}
