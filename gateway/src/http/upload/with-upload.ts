import type { Upload } from '@mesh/contracts/bytes';
import { MeshError } from '@mesh/contracts/mesh-error';
import type { HttpFace } from '@mesh/contracts/operation';
import type { Objects } from '@mesh/objects/objects';
import type { FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { isReplayed } from '../idempotency/replayed.ts';
import type { Rendered } from '../rendered.ts';
import { receiveUpload } from './receive-upload.ts';

/**
 * Receives the upload, then answers with it in the bucket. If the operation did not take it, it is deleted; if its answer did
 * not come in time nobody knows, and the sweep decides.
 */
export async function withUpload(
  objects: Pick<Objects, 'putStream' | 'delete'>,
  http: HttpFace<z.ZodType>,
  request: FastifyRequest,
  answer: (upload: Upload) => Promise<Rendered>,
): Promise<Rendered> {
  const upload = await receiveUpload(objects, http, request);
  const remove = () => objects.delete(upload.object).catch(() => {});
  try {
    const rendered = await answer(upload);
    if (rendered.status >= 400 || isReplayed(rendered)) await remove();
    return rendered;
  } catch (error) {
    if (!(error instanceof MeshError && error.code === 'deadline-exceeded')) await remove();
    throw error;
  }
}
