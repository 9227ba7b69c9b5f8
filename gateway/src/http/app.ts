import { randomUUID } from 'node:crypto';
import type { Server } from 'node:http';
import { operations } from '@mesh/contracts/operations';
import type { Log } from '@mesh/runtime/log';
import { type FastifyHttpOptions, type FastifyInstance, fastify } from 'fastify';
import { answerHeaders } from './answer-headers.ts';
import { cutUnreadBodies } from './body/cut-unread-bodies.ts';
import { takeTextBodies } from './body/text-body.ts';
import { checkRequest } from './check-request.ts';
import { closeConnections } from './close-connections.ts';
import { allowOrigins } from './cors.ts';
import { addOperationRoute, type RouteNeeds } from './operation-route.ts';
import { asMeshError } from './refusals/problem-document.ts';
import { refuseExpectation, refuseRaw } from './refusals/raw-refusal.ts';
import { refusalOf } from './refusals/refusal.ts';
import { refuseWrongAddresses } from './refusals/wrong-address.ts';
import { send } from './rendered.ts';
import { traceRequests } from './request-span.ts';
import { takeUploads } from './upload/take-uploads.ts';

const HEADER_BYTES = 16 * 1_024;
const HEADERS_MS = 10_000;
/** The longest upload. Bodies held in memory have a shorter limit of their own. */
const REQUEST_MS = 600_000;
const LOOK_EVERY_MS = 1_000;

export type AppNeeds = RouteNeeds & {
  readonly log: Log;
  readonly origins?: readonly string[];
  /** What answers no operation, such as live streams and documents: each adds its routes. */
  readonly routes?: readonly ((app: FastifyInstance) => void)[];
};

const options: FastifyHttpOptions<Server> = {
  genReqId: () => randomUUID(),
  routerOptions: { maxParamLength: 512 },
  forceCloseConnections: 'idle',
  return503OnClosing: false,
  requestTimeout: REQUEST_MS,
  http: {
    maxHeaderSize: HEADER_BYTES,
    headersTimeout: HEADERS_MS,
    connectionsCheckingInterval: LOOK_EVERY_MS,
    requireHostHeader: false, // Node's refusal has no body, that of `checkRequest` has
    shouldUpgradeCallback: ({ headers }) => headers.upgrade?.toLowerCase() === 'websocket',
  },
  clientErrorHandler: refuseRaw,
  // An address that cannot be decoded, or has too long a segment, is refused before routing.
  frameworkErrors: (error, request, reply) =>
    void send(
      request,
      reply.headers({ ...answerHeaders, 'x-request-id': request.id, connection: 'close' }),
      refusalOf(error, request, reply),
    ),
};

/** The HTTP server with a route for every operation. Fastify's own validation is not used, since it coerces types. */
export function gatewayApp(needs: AppNeeds): FastifyInstance {
  const app = fastify(options);
  const state = closeConnections(app);
  app.server.on('checkExpectation', refuseExpectation);
  takeTextBodies(app);
  cutUnreadBodies(app);
  traceRequests(app);
  checkRequests(app);
  allowOrigins(app, needs.origins ?? []);
  app.setErrorHandler((error, request, reply) => {
    if (asMeshError(error).code === 'internal')
      needs.log.error({ err: error, requestId: request.id }, 'a request failed');
    return send(request, reply, refusalOf(error, request, reply));
  });
  refuseWrongAddresses(app);

  for (const add of needs.routes ?? []) add(app);
  const isUpload = (one: (typeof operations)[number]) => one.http?.bodyKind === 'upload';
  for (const operation of operations.filter((one) => !isUpload(one))) addOperationRoute(app, operation, needs, state);
  app.register(async (uploads) => {
    takeUploads(uploads);
    for (const operation of operations.filter(isUpload)) addOperationRoute(uploads, operation, needs, state);
  });
  return app;
}

/** Refuses what no request may be, and puts the common headers on every answer. */
function checkRequests(app: FastifyInstance): void {
  app.addHook('onRequest', async (request, reply) => {
    reply.headers(answerHeaders).header('x-request-id', request.id);
    try {
      checkRequest(request.raw);
    } catch (error) {
      // Two parsers may disagree on where such a request ends, so nothing that follows can be trusted.
      reply.header('connection', 'close');
      throw error;
    }
  });
}
