import type { MeshError } from '@mesh/contracts/mesh-error';
import { problems } from './problems.ts';

/** `Retry-After` when nobody knows when a retry will succeed. */
const SOON_SECONDS = 1;
const forNow = new Set([429, 503]);

/** Headers of a refusal: `Retry-After` on each 429 and 503, the challenge of a 401, the protocol of a 426. */
export function refusalHeaders({ code, retryAfterSeconds }: MeshError): Record<string, string> {
  const soon = forNow.has(problems[code].status) ? SOON_SECONDS : undefined;
  const seconds = retryAfterSeconds ?? soon;
  return {
    ...(seconds !== undefined && { 'retry-after': String(seconds) }),
    ...(code === 'unauthenticated' && { 'www-authenticate': 'ApiKey' }),
    ...(code === 'upgrade-required' && { upgrade: 'websocket', connection: 'upgrade' }),
  };
}
