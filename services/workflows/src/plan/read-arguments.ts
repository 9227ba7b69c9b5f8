import { pointerOf } from '@mesh/contracts/json-pointer';
import type { Json } from '@mesh/jq/json';
import type { z } from 'zod';
import { standardFault } from '../workflow-fault.ts';

/** What a call was given, in its shape. Throws `WorkflowFault`, which tells no value. */
export function readArguments<S extends z.ZodType>(shape: S, given: Json): z.output<S> {
  const read = shape.safeParse(given, { reportInput: false });
  if (read.success) return read.data;
  const faults = read.error.issues.map(({ path, message }) => `${pointerOf(path) || '/'}: ${message}`);
  throw standardFault('validation', `the call does not fit: ${faults.join('; ')}`);
}
