import { faultsOf } from '@mesh/bus/faults';
import { MeshError } from '@mesh/contracts/mesh-error';
import type { z } from 'zod';

export type PartName = 'params' | 'query' | 'headers' | 'body';

/** Validates one part of a request without coercing types. Throws `invalid` with a JSON Pointer to each fault. */
export function parsePart<S extends z.ZodType>(name: PartName, schema: S, given: unknown): z.output<S> {
  const read = schema.safeParse(given, { reportInput: false });
  if (read.success) return read.data;
  const errors = faultsOf(read.error).map(({ pointer, message }) => ({ pointer: `/${name}${pointer}`, message }));
  throw new MeshError('invalid', 'the request does not fit its description', { errors });
}
