import type { IncomingHttpHeaders } from 'node:http';
import { MeshError } from '@mesh/contracts/mesh-error';

/**
 * A public key, which pages show to whoever looks, is good in pages of its origins alone: browsers tell theirs and cannot lie.
 * A key without origins is not public. Throws `forbidden`.
 */
export function checkOrigin(allowed: readonly string[], { origin }: IncomingHttpHeaders): void {
  if (allowed.length === 0 || (origin !== undefined && allowed.includes(origin))) return;
  throw new MeshError('forbidden', 'this key is public: pages of its `allowedOrigins` may show it, and nobody else');
}
