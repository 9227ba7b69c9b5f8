import { MeshError } from '@mesh/contracts/mesh-error';
import type { FastifyInstance, FastifyReply } from 'fastify';

const METHODS = 'GET, HEAD, POST, PUT, PATCH, DELETE';
const ALWAYS_ASKED = [
  'authorization',
  'x-api-key',
  'x-workspace-id',
  'content-type',
  'idempotency-key',
  'if-match',
  'if-none-match',
  'last-event-id',
  'prefer',
  'traceparent',
];
/** Headers of CloudEvents in binary mode, extension attributes included. */
const ATTRIBUTE = /^ce-[a-z0-9]{1,64}$/;
const SHOWN =
  'etag, location, idempotency-replayed, retry-after, ratelimit, ratelimit-policy, x-request-id, x-trace-id';
const PREFLIGHT_SECONDS = 600;

/** Lets pages of the listed origins read answers. Cookies play no part here, so credentials are not allowed. */
export function allowOrigins(app: FastifyInstance, origins: readonly string[]): void {
  const allowed = new Set(origins);
  if (allowed.size > 0) app.addHook('onSend', async (_request, reply) => void reply.header('vary', variedBy(reply)));
  app.addHook('onRequest', async (request, reply) => {
    const { origin } = request.headers;
    if (origin === undefined) return;
    const isListed = allowed.has(origin);
    if (isListed) reply.headers({ 'access-control-allow-origin': origin, 'access-control-expose-headers': SHOWN });
    if (request.method !== 'OPTIONS' || request.headers['access-control-request-method'] === undefined) return;
    if (!isListed) throw new MeshError('forbidden', 'pages of this origin may not ask here');
    reply.headers({
      'access-control-allow-methods': METHODS,
      'access-control-allow-headers': allowedHeaders(request.headers['access-control-request-headers']),
      'access-control-max-age': String(PREFLIGHT_SECONDS),
    });
    return reply.code(204).send();
  });
}

/** Adds `Origin` to a `Vary` that may be there already. */
function variedBy(reply: FastifyReply): string {
  return [reply.getHeader('vary') ?? [], 'origin'].flat().join(', ');
}

function allowedHeaders(asked = ''): string {
  const attributes = asked.split(',').map((name) => name.trim().toLowerCase());
  return [...ALWAYS_ASKED, ...attributes.filter((name) => ATTRIBUTE.test(name))].join(', ');
}
