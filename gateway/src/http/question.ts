import type { Upload } from '@mesh/contracts/bytes';
import { MeshError } from '@mesh/contracts/mesh-error';
import type { HttpFace, Operation } from '@mesh/contracts/operation';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { mediaTypeOf } from './body/media-type.ts';
import { parseStrictJson } from './body/strict-json.ts';
import { bytesOf, TextBody, textOf } from './body/text-body.ts';
import { checkIds } from './check-ids.ts';
import type { PartName } from './parse-part.ts';
import { queryFields } from './query-fields.ts';
import { namedParams } from './template-path.ts';

/** The request, not validated: whoever answers reads it with the schemas of the operation. */
export type Question = Record<PartName, unknown>;

export function questionOf(operation: Operation, request: FastifyRequest, upload?: Upload): Question {
  const { headers, http } = operation;
  const prefix = http?.headerPrefix;
  const params = namedParams(request.params);
  checkIds(operation.params, params);
  return {
    params,
    query: queryFields(request.url),
    headers: toldHeaders(headers, request, prefix),
    body: upload ?? (http?.bodyKind === 'text' ? textBody(http, request) : jsonBody(request)),
  };
}

function toldHeaders(
  schema: z.ZodType,
  { headers }: FastifyRequest,
  prefix: string | undefined,
): Record<string, unknown> {
  if (!(schema instanceof z.ZodObject)) return {};
  const isTold = (name: string) =>
    Object.hasOwn(schema.shape, name) || (prefix !== undefined && name.startsWith(prefix));
  return Object.fromEntries(Object.entries(headers).filter(([name]) => isTold(name)));
}

function jsonBody(request: FastifyRequest): unknown {
  if (!(request.body instanceof TextBody)) return {};
  const { text } = request.body;
  if (text === '' && !request.headers['content-type']) return {};
  if (mediaTypeOf(request) !== 'application/json')
    throw new MeshError('unsupported-media-type', 'send application/json');
  return text === '' ? {} : parseStrictJson(text);
}

function textBody({ mediaTypes, headerPrefix, takesBytes }: HttpFace<z.ZodType>, request: FastifyRequest): unknown {
  const hasSuchHeader = Object.keys(request.headers).some((name) => headerPrefix && name.startsWith(headerPrefix));
  if (hasSuchHeader && hasNoBody(request)) return { contentType: 'application/json', text: '' };
  const contentType = mediaTypeOf(request);
  if (!mediaTypes || mediaTypes.includes(contentType)) return { contentType, text: textOf(request) };
  if (hasSuchHeader && takesBytes?.(contentType)) return { contentType, base64: bytesOf(request).toString('base64') };
  throw new MeshError('unsupported-media-type', `send one of ${mediaTypes.join(', ')}`);
}

/** Whether the request has headers only, which then say everything. */
function hasNoBody(request: FastifyRequest): boolean {
  return !request.headers['content-type'] && bytesOf(request).length === 0;
}
