import type { MeshError } from '@mesh/contracts/mesh-error';
import { problems } from './problems.ts';

/** Where nobody knows when it will do, a moment later is worth a try. */
const SOON_SECONDS = 1;
const forNow = new Set([429, 503]);

/** What a refusal says in headers: when to come again (each 429 and 503 does), by what to tell who asks, and what is spoken. */
export function refusalHeaders({ code, retryAfterSeconds }: MeshError): Record<string, string> {
  const soon = forNow.has(problems[code].status) ? SOON_SECONDS : undefined;
  const seconds = retryAfterSeconds ?? soon;
  return {
    ...(seconds !== undefined && { 'retry-after': String(seconds) }),
    ...(code === 'unauthenticated' && { 'www-authenticate': 'ApiKey' }),
    ...(code === 'upgrade-required' && { upgrade: 'websocket', connection: 'upgrade' }),
  };
}
