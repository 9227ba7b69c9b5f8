import type { IncomingHttpHeaders } from 'node:http';
import { MeshError } from '@mesh/contracts/mesh-error';

/**
 * A public key, which anyone can read in a page, works only for pages of its origins: browsers set `Origin` themselves. A key
 * without origins is not public. Throws `forbidden`.
 */
export function checkOrigin(allowed: readonly string[], { origin }: IncomingHttpHeaders): void {
  if (allowed.length === 0 || (origin !== undefined && allowed.includes(origin))) return;
  throw new MeshError('forbidden', 'this key is public: pages of its `allowedOrigins` may show it, and nobody else');
}
