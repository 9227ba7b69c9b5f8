import { createHash } from 'node:crypto';

/** Names a message that has no name of its own. */
export function bodyDigest(...parts: readonly (string | Buffer)[]): string {
  const digest = createHash('sha256');
  for (const part of parts) digest.update(part);
  return `sha256:${digest.digest('hex')}`;
}
