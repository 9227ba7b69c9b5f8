import type { Bus } from '@mesh/bus/bus';
import { call } from '@mesh/bus/call';
import { newId } from '@mesh/contracts/id';
import { MeshError } from '@mesh/contracts/mesh-error';
import type { Operation } from '@mesh/contracts/operation';
import type { Principal } from '@mesh/contracts/principal';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { LocalOperation } from '../identity/local-operation.ts';
import { type PartName, parsePart } from './parse-part.ts';
import { queryFields } from './query-fields.ts';
import { routerPath } from './template-path.ts';

const DEFAULT_MAX_BYTES = 1_048_576;
const parts = ['params', 'query', 'headers', 'body'] as const;

export type RouteNeeds = {
  readonly bus: () => Bus;
  readonly locals: readonly LocalOperation[];
  readonly whoAsks: (request: FastifyRequest) => Promise<Principal>;
};

/** Serves one operation: who asks, may they, is it well formed, the answer. An operation without HTTP face has no route. */
export function addOperationRoute(app: FastifyInstance, operation: Operation, needs: RouteNeeds): void {
  const { http, scope } = operation;
  if (!http) return;
  const own = needs.locals.find((one) => one.operation === operation);

  app.route({
    method: http.method,
    url: routerPath(http.path),
    bodyLimit: http.maxBytes ?? DEFAULT_MAX_BYTES,
    handler: async (request, reply) => {
      const principal = await needs.whoAsks(request);
      if (scope !== 'authenticated' && !principal.scopes.includes(scope))
        throw new MeshError('forbidden', `this needs the scope ${scope}`);
      const question = questionOf(operation, request);
      const parsed = Object.fromEntries(parts.map((part) => [part, parsePart(part, operation[part], question[part])]));
      const made = operation.creates ? newId(operation.creates) : undefined;
      const answer = own
        ? operation.output.parse(await own.answer(parsed, { principal, newId: made }))
        : await call(needs.bus(), operation, question as never, { principal, requestId: request.id, newId: made });
      return send(reply, http, answer);
    },
  });
}

/** What was sent, untouched: the service parses it again with the same schemas. */
function questionOf({ headers, http }: Operation, request: FastifyRequest): Record<PartName, unknown> {
  const names = headers instanceof z.ZodObject ? Object.keys(headers.shape) : [];
  const told = names.filter((name) => request.headers[name] !== undefined);
  return {
    params: request.params,
    query: queryFields(request.url),
    headers: Object.fromEntries(told.map((name) => [name, request.headers[name]])),
    body: http?.bodyKind === 'text' ? textBody(http.mediaTypes, request) : jsonBody(request),
  };
}

function jsonBody({ body, headers }: FastifyRequest): unknown {
  if (typeof body === 'object' && body !== null && 'raw' in body && 'json' in body) {
    if (!/^application\/json\s*(;|$)/i.test(headers['content-type'] ?? ''))
      throw new MeshError('unsupported-media-type', 'send application/json');
    return (body as { json: () => unknown }).json();
  }
  return {};
}

function textBody(mediaTypes: readonly string[] | undefined, { body, headers }: FastifyRequest): unknown {
  const contentType = (headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
  if (mediaTypes && !mediaTypes.includes(contentType))
    throw new MeshError('unsupported-media-type', `send one of ${mediaTypes.join(', ')}`);
  return { contentType, text: (body as { raw: string } | undefined)?.raw ?? '' };
}

function send(reply: FastifyReply, http: NonNullable<Operation['http']>, answer: unknown): FastifyReply {
  reply.code(typeof http.status === 'function' ? http.status(answer) : http.status).headers(http.headers ?? {});
  if (http.location) reply.header('location', http.location(answer));
  if (http.etag) reply.header('etag', http.etag(answer));
  return http.status === 204 ? reply.send() : reply.send(answer);
}
