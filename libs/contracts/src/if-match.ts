import { z } from 'zod';
import { MeshError } from './mesh-error.ts';

/** Headers of a change, whose caller may say which state it knows. */
export const ifMatch = z.strictObject({ 'if-match': z.string().max(200).optional() });
export type IfMatch = z.output<typeof ifMatch>;

/** Throws `precondition-failed` where the caller knows other states alone; `what` is what has another `etag` by now. */
export function checkIfMatch({ 'if-match': expected }: IfMatch, etag: string, what: string): void {
  const tags = expected?.split(',').map((tag) => tag.trim());
  if (!tags || tags.includes('*') || tags.includes(etag)) return;
  throw new MeshError('precondition-failed', `${what} has changed since: read it again`);
}
