import { randomUUID } from 'node:crypto';
import { MeshError } from '@mesh/contracts/mesh-error';
import { operations } from '@mesh/contracts/operations';
import type { Log } from '@mesh/runtime/log';
import { trace } from '@opentelemetry/api';
import { type FastifyInstance, type FastifyRequest, fastify } from 'fastify';
import { openapi } from '../documents/openapi.ts';
import { checkRequest } from './check-request.ts';
import { addOperationRoute, type RouteNeeds } from './operation-route.ts';
import { asMeshError, problemDocument } from './problem-document.ts';
import { parseStrictJson } from './strict-json.ts';

/** The HTTP server with a route for every operation. Fastify's own validation is not used, since it changes types. */
export function gatewayApp(needs: RouteNeeds & { log: Log }): FastifyInstance {
  const app = fastify({
    genReqId: () => randomUUID(),
    routerOptions: { maxParamLength: 512 },
    forceCloseConnections: 'idle',
  });
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'string' }, (_request, raw, done) =>
    done(null, { raw: String(raw), json: () => parseStrictJson(String(raw)) }),
  );
  app.addHook('onRequest', async (request, reply) => {
    reply.headers({
      'x-request-id': request.id,
      'x-trace-id': traceIdOf(request),
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
    });
    checkRequest(request.raw);
  });
  app.setErrorHandler((error, request, reply) => {
    const refusal = asMeshError(error);
    if (refusal.code === 'internal') needs.log.error({ err: error, requestId: request.id }, 'a request failed');
    if (refusal.retryAfterSeconds !== undefined) reply.header('retry-after', refusal.retryAfterSeconds);
    const instance = request.url.split('?')[0] ?? '';
    const document = problemDocument(refusal, { instance, requestId: request.id, traceId: traceIdOf(request) });
    return reply.code(document.status).type('application/problem+json').send(JSON.stringify(document));
  });
  app.setNotFoundHandler(() => {
    throw new MeshError('not-found', 'nothing is served at this address');
  });
  app.get('/openapi.json', async () => openapi);
  for (const operation of operations) addOperationRoute(app, operation, needs);
  return app;
}

function traceIdOf(request: FastifyRequest): string {
  return trace.getActiveSpan()?.spanContext().traceId ?? request.id.replaceAll('-', '');
}
