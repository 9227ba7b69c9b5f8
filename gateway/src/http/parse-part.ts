import { type Fault, MeshError } from '@mesh/contracts/mesh-error';
import type { z } from 'zod';

export type PartName = 'params' | 'query' | 'headers' | 'body';

/** Checks one part of a request, and never changes a type on the way. Throws `invalid` with a pointer to each fault. */
export function parsePart<S extends z.ZodType>(name: PartName, schema: S, given: unknown): z.output<S> {
  const read = schema.safeParse(given, { reportInput: false });
  if (read.success) return read.data;
  const errors = read.error.issues.flatMap((issue) => faultsOf(name, issue));
  throw new MeshError('invalid', 'the request does not fit its description', { errors });
}

function faultsOf(name: PartName, issue: z.core.$ZodIssue): Fault[] {
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => ({ pointer: pointer(name, [...issue.path, key]), message: 'unknown field' }));
  return [{ pointer: pointer(name, issue.path), message: issue.message }];
}

function pointer(name: PartName, path: readonly PropertyKey[]): string {
  return [`/${name}`, ...path.map((step) => String(step).replaceAll('~', '~0').replaceAll('/', '~1'))].join('/');
}
