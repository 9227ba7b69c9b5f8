import { createHash } from 'node:crypto';

/** Identifies a message that has no id of its own. */
export function bodyDigest(...parts: readonly (string | Buffer)[]): string {
  const digest = createHash('sha256');
  for (const part of parts) digest.update(part);
  return `sha256:${digest.digest('hex')}`;
}
