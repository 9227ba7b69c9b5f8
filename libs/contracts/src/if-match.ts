import { z } from 'zod';
import { MeshError } from './mesh-error.ts';

/** Headers of a change that is conditional on a known state. */
export const ifMatch = z.strictObject({ 'if-match': z.string().max(200).optional() });
export type IfMatch = z.output<typeof ifMatch>;

/** Throws `precondition-failed` unless `If-Match` allows the current `etag`; `what` names the object in the message. */
export function checkIfMatch({ 'if-match': expected }: IfMatch, etag: string, what: string): void {
  const tags = expected?.split(',').map((tag) => tag.trim());
  if (!tags || tags.includes('*') || tags.includes(etag)) return;
  throw new MeshError('precondition-failed', `${what} has changed since: read it again`);
}
