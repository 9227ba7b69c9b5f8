import { Readable } from 'node:stream';
import type { S3Client } from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import { translated } from './translate.ts';

/** The smallest part that S3 accepts: the memory for a stream of any length, and the size up to which one request is enough. */
export const PART_BYTES = 5 * 1024 * 1024;
const PARTS_AT_ONCE = 2;

type Put = { Bucket: string; Key: string; Body: Readable | Buffer; ContentType: string };

/** Uploads a body part by part. If it fails, the upload is aborted and no object appears. */
export async function putParts(client: S3Client, params: Put, signal?: AbortSignal): Promise<void> {
  let broken: { error: unknown } | undefined;
  if (params.Body instanceof Readable)
    params.Body.once('error', (error) => {
      broken = { error };
    });
  const upload = new Upload({ client, params, partSize: PART_BYTES, queueSize: PARTS_AT_ONCE });
  const abort = () => void upload.abort();
  signal?.addEventListener('abort', abort, { once: true });
  try {
    signal?.throwIfAborted();
    await translated(() => upload.done());
  } catch (error) {
    if (broken) throw broken.error;
    signal?.throwIfAborted();
    throw error;
  } finally {
    signal?.removeEventListener('abort', abort);
  }
}
