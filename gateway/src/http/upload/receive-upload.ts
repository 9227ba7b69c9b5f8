import { randomUUID } from 'node:crypto';
import type { Upload } from '@mesh/contracts/bytes';
import { MeshError } from '@mesh/contracts/mesh-error';
import type { HttpFace } from '@mesh/contracts/operation';
import type { Objects } from '@mesh/objects/objects';
import type { FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { USUAL_MAX_BYTES } from '../body/body-limit.ts';
import { mediaTypeOf } from '../body/media-type.ts';
import { tooLarge } from '../body/read-body.ts';
import { filePart, type Part } from './file-part.ts';
import { Measured } from './measured.ts';
import { pour } from './pour.ts';

/** Prefix of uploads in the bucket that no operation has taken yet. */
export const UPLOADS = 'uploads/';
const FORM = 'multipart/form-data';
/** Bytes that a form may add around its file. */
const FORM_BYTES = 16_384;

type Bucket = Pick<Objects, 'putStream' | 'delete'>;

/** Streams the body, or the part `file` of a form, into the bucket. On failure nothing is left there. */
export async function receiveUpload(
  objects: Bucket,
  http: HttpFace<z.ZodType>,
  request: FastifyRequest,
): Promise<Upload> {
  const { maxBytes = USUAL_MAX_BYTES, mediaTypes } = http;
  const contentType = mediaTypeOf(request);
  if (contentType !== FORM && mediaTypes && !mediaTypes.includes(contentType))
    throw new MeshError('unsupported-media-type', `send one of ${[...new Set([...mediaTypes, FORM])].join(', ')}`);
  const room = contentType === FORM ? maxBytes + FORM_BYTES : maxBytes;
  if (Number(request.headers['content-length'] ?? 0) > room) throw tooLarge(maxBytes);
  if (contentType === FORM)
    return filePart(
      request.raw,
      (part) => put(objects, part, maxBytes),
      ({ object }) => objects.delete(object),
    );
  return put(objects, { stream: request.raw, contentType, fileName: undefined }, maxBytes);
}

async function put(objects: Bucket, part: Part, maxBytes: number): Promise<Upload> {
  const { stream, contentType, fileName } = part;
  const object = `${UPLOADS}${randomUUID()}`;
  const measured = new Measured(maxBytes);
  const failing = new AbortController();
  const storing = objects.putStream(object, measured, { contentType, signal: failing.signal });
  storing.catch((error: unknown) => measured.destroy(error as Error));
  try {
    await pour(stream, measured);
    await storing;
  } catch (error) {
    failing.abort(error);
    await storing.catch(() => {});
    throw cut(error);
  }
  return { object, bytes: measured.bytes, sha256: measured.sha256(), contentType, ...(fileName && { fileName }) };
}

function cut(error: unknown): unknown {
  if (error instanceof MeshError) return error;
  return new MeshError('invalid', 'the upload broke off', { cause: error });
}
