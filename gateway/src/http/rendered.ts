import { bytesAnswer } from '@mesh/contracts/bytes';
import type { HttpFace } from '@mesh/contracts/operation';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import type { Problem } from './refusals/problem-document.ts';

/** An answer as it is sent. */
export type Rendered = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Buffer;
};

const JSON_TYPE = 'application/json; charset=utf-8';

/** Renders an operation's answer for HTTP. */
export function renderAnswer(http: HttpFace<z.ZodType>, answer: unknown): Rendered {
  const status = typeof http.status === 'object' ? http.status.of(answer) : http.status;
  const headers: Record<string, string> = { ...http.headers };
  if (http.location) headers['location'] = http.location(answer);
  if (http.etag) headers['etag'] = http.etag(answer);
  if (http.answerKind === 'bytes') return renderBytes(status, headers, answer);
  if (status === 204) return { status, headers, body: '' };
  return { status, headers: { ...headers, 'content-type': JSON_TYPE }, body: JSON.stringify(answer) };
}

export function renderProblem(document: Problem): Rendered {
  return {
    status: document.status,
    headers: { 'content-type': 'application/problem+json' },
    body: JSON.stringify(document),
  };
}

/** Sends an answer; 304 for a GET of what the caller has already. */
export function send(request: FastifyRequest, reply: FastifyReply, { status, headers, body }: Rendered): FastifyReply {
  reply.headers(headers);
  const reads = request.method === 'GET' || request.method === 'HEAD';
  if (status === 200 && reads && isHeld(request.headers['if-none-match'], headers['etag']))
    return reply.code(304).removeHeader('content-type').send();
  return reply.code(status).send(body === '' ? undefined : body);
}

function renderBytes(status: number, headers: Record<string, string>, answer: unknown): Rendered {
  const { contentType, base64, fileName, etag } = bytesAnswer.parse(answer);
  return {
    status,
    headers: {
      ...headers,
      'content-type': contentType,
      'content-disposition': disposition(fileName),
      ...(etag && { etag: `"${etag}"` }),
    },
    body: Buffer.from(base64, 'base64'),
  };
}

/** Always an attachment, so that no browser renders a user's bytes. RFC 6266 with the file name in both encodings. */
function disposition(fileName: string | undefined): string {
  if (fileName === undefined) return 'attachment';
  const plain = fileName.replaceAll(/[^\x20-\x7e]|["\\%]/g, '_');
  const exact = encodeURIComponent(fileName.toWellFormed()).replaceAll(
    /['()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16)}`,
  );
  return `attachment; filename="${plain}"; filename*=UTF-8''${exact}`;
}

function isHeld(held: string | undefined, etag: string | undefined): boolean {
  if (held === undefined || etag === undefined) return false;
  return held.trim() === '*' || held.split(',').some((one) => one.trim().replace(/^W\//, '') === etag);
}
