import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { type Code, MeshError } from '@mesh/contracts/mesh-error';
import { answerHeaders } from '../answer-headers.ts';
import { ownTraceId } from '../own-trace-id.ts';
import { problemDocument } from './problem-document.ts';
import { problems } from './problems.ts';
import { refusalHeaders } from './refusal-headers.ts';

const reasons: Readonly<Record<string, readonly [Code, string]>> = {
  HPE_HEADER_OVERFLOW: ['headers-too-large', 'the headers exceed 16 KiB'],
  ERR_HTTP_REQUEST_TIMEOUT: ['request-timeout', 'the request did not arrive in time'],
};

const allow = ['allow: GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS'];
/** A well-formed request line whose method the parser does not know. */
const strange = /^[A-Z][A-Z-]{0,31} \/\S* HTTP\/1\.[01]\r\n/;

/** Answers what is not valid HTTP, and closes the connection, since nothing that follows on it can be trusted. */
export function refuseRaw(error: Error & { code?: string; rawPacket?: unknown }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy();
  if (error.code === 'HPE_INVALID_METHOD' && strange.test(String(error.rawPacket)))
    return void refuseSocket(new MeshError('method-not-allowed', 'nothing is served by this method'), socket, allow);
  const [code, detail] = reasons[error.code ?? ''] ?? ['invalid', 'this is no HTTP/1.1 request'];
  refuseSocket(new MeshError(code, detail), socket);
}

/** Answers any `Expect` but 100-continue, for which Node's own answer has no body. */
export function refuseExpectation({ socket }: IncomingMessage): void {
  refuseSocket(new MeshError('invalid', 'nothing can be expected but 100-continue'), socket);
}

/** Answers on a socket that Fastify does not own, or not yet, and closes it. */
export function refuseSocket(error: MeshError, socket: Duplex, more: readonly string[] = []): void {
  const requestId = randomUUID();
  const traceId = ownTraceId(requestId);
  const problem = problemDocument(error, { instance: '', requestId, traceId });
  const body = JSON.stringify(problem);
  const headers = {
    'content-type': 'application/problem+json',
    'content-length': Buffer.byteLength(body),
    ...answerHeaders,
    'x-request-id': requestId,
    'x-trace-id': traceId,
    ...refusalHeaders(error),
    connection: 'close',
  };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  const head = [`HTTP/1.1 ${problem.status} ${problems[error.code].title}`, ...lines, ...more];
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
}
