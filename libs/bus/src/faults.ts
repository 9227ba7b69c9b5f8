import { faultsOfIssue } from '@mesh/contracts/faults-of-issue';
import type { Fault } from '@mesh/contracts/mesh-error';
import type { z } from 'zod';

const MOST = 50;

/** The issues of a `ZodError` for the caller, each with a JSON Pointer. At most 50. */
export function faultsOf(error: z.ZodError): Fault[] {
  return error.issues.slice(0, MOST).flatMap((issue) => faultsOfIssue(issue, '', 'unknown field'));
}
