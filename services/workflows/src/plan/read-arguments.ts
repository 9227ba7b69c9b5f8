import type { Json } from '@mesh/jq/json';
import type { z } from 'zod';
import { standardFault } from '../workflow-fault.ts';
import { wrongWith } from './wrong-with.ts';

/** Validates the arguments of a call. Throws `WorkflowFault` without any value. */
export function readArguments<S extends z.ZodType>(shape: S, given: Json): z.output<S> {
  const read = shape.safeParse(given, { reportInput: false });
  if (read.success) return read.data;
  throw standardFault('validation', `the call does not fit: ${read.error.issues.map(wrongWith).join('; ')}`);
}
