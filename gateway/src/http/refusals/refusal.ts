import type { FastifyReply, FastifyRequest } from 'fastify';
import { addressPath } from '../address-path.ts';
import { type Rendered, renderProblem } from '../rendered.ts';
import { asMeshError, problemDocument } from './problem-document.ts';
import { refusalHeaders } from './refusal-headers.ts';

/** Renders what was thrown while `request` was answered as a problem document. */
export function refusalOf(error: unknown, request: FastifyRequest, reply: FastifyReply): Rendered {
  const refusal = asMeshError(error);
  const instance = addressPath(request.url);
  const traceId = String(reply.getHeader('x-trace-id') ?? '');
  const rendered = renderProblem(problemDocument(refusal, { instance, requestId: request.id, traceId }));
  return { ...rendered, headers: { ...rendered.headers, ...refusalHeaders(refusal) } };
}
