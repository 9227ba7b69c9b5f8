import { pointerOf } from '@mesh/contracts/json-pointer';
import type { z } from 'zod';

type Issue = Pick<z.core.$ZodIssue, 'path' | 'message'>;

/** Where and why a value does not fit: `/endpoint/uri: …`. Never includes a value. */
export function wrongWith(issue: z.core.$ZodIssue): string {
  return closest(issue)
    .map(({ path, message }) => `${pointerOf(path) || '/'}: ${message}`)
    .join(', or ');
}

/** For a union, the issues of the alternatives that matched deepest. */
function closest(issue: z.core.$ZodIssue): readonly Issue[] {
  if (issue.code !== 'invalid_union' || issue.errors.length === 0) return [issue];
  const inside = issue.errors.flat().flatMap(closest);
  const depth = Math.max(...inside.map(({ path }) => path.length));
  const deepest = inside.filter(({ path }) => path.length === depth);
  return deepest.map(({ path, message }) => ({ path: [...issue.path, ...path], message }));
}
