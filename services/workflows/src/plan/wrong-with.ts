import { pointerOf } from '@mesh/contracts/json-pointer';
import type { z } from 'zod';

type Issue = Pick<z.core.$ZodIssue, 'path' | 'message'>;

/** Where a value does not fit, and how: `/endpoint/uri: …`. It tells no value. */
export function wrongWith(issue: z.core.$ZodIssue): string {
  return closest(issue)
    .map(({ path, message }) => `${pointerOf(path) || '/'}: ${message}`)
    .join(', or ');
}

/** Of a value that may have several shapes, what keeps it from those that it comes closest to, as deep inside it as that is. */
function closest(issue: z.core.$ZodIssue): readonly Issue[] {
  if (issue.code !== 'invalid_union' || issue.errors.length === 0) return [issue];
  const inside = issue.errors.flat().flatMap(closest);
  const depth = Math.max(...inside.map(({ path }) => path.length));
  const deepest = inside.filter(({ path }) => path.length === depth);
  return deepest.map(({ path, message }) => ({ path: [...issue.path, ...path], message }));
}
