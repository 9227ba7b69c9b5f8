import { Readable } from 'node:stream';
import {
  CreateBucketCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { MeshError } from '@mesh/contracts/mesh-error';
import { deleteOlder } from './delete-older.ts';
import { list } from './list.ts';
import type { Objects, ObjectsOptions } from './objects.ts';
import { PART_BYTES, putParts } from './put-parts.ts';
import { translated } from './translate.ts';

const LARGEST = 64 * 1024 * 1024;
const MOST_ATTEMPTS = 4;
/**
 * After a network cut nobody learns that connections are dead: without this limit requests on them wait for ever, and so do the
 * next ones.
 */
const SILENT_MS = 10_000;

/** Opens a client; it connects at the first use. Retries errors that S3 calls retryable. */
export function openObjects({ bucket, ...server }: ObjectsOptions): Objects {
  const client = clientOf(server);
  const at = (key: string) => ({ Bucket: bucket, Key: key });

  const body = async (key: string): Promise<{ stream: Readable; bytes: number | undefined }> => {
    const { Body, ContentLength } = await client.send(new GetObjectCommand(at(key)));
    if (!(Body instanceof Readable)) throw new Error('S3 answered without a body');
    return { stream: Body, bytes: ContentLength };
  };

  return {
    put: (key, bytes, { contentType = 'application/octet-stream' } = {}) => {
      const params = { ...at(key), Body: bytes, ContentType: contentType };
      if (bytes.length > PART_BYTES) return putParts(client, params);
      return translated(async () => void (await client.send(new PutObjectCommand(params))));
    },
    putStream: (key, stream, { contentType = 'application/octet-stream', signal } = {}) =>
      putParts(client, { ...at(key), Body: stream, ContentType: contentType }, signal),
    get: (key, { maxBytes = LARGEST } = {}) =>
      translated(async () => {
        const { stream, bytes } = await body(key);
        if (bytes !== undefined && bytes > maxBytes) {
          stream.destroy();
          throw new MeshError('payload-too-large', `the object has ${bytes} bytes, more than ${maxBytes}`);
        }
        return collected(stream, maxBytes);
      }),
    has: (key) =>
      translated(async () => {
        await client.send(new HeadObjectCommand(at(key)));
        return true;
      }).catch((error: unknown) => {
        if (error instanceof MeshError && error.code === 'not-found') return false;
        throw error;
      }),
    delete: (key) => translated(async () => void (await client.send(new DeleteObjectCommand(at(key))))),
    list: (prefix) => list(client, bucket, prefix),
    deleteOlder: (prefix, before) => translated(() => deleteOlder(client, bucket, prefix, before)),
    ping: async () => void (await client.send(new HeadBucketCommand({ Bucket: bucket }))),
    async [Symbol.asyncDispose]() {
      client.destroy();
    },
  };
}

/** Creates the bucket on a local S3 server if it is missing. */
export async function ensureBucket({ bucket, ...server }: ObjectsOptions): Promise<void> {
  const client = clientOf(server);
  try {
    await client.send(new CreateBucketCommand({ Bucket: bucket })).catch((error: unknown) => {
      if (!(error instanceof Error) || !/^BucketAlready/.test(error.name)) throw error;
    });
  } finally {
    client.destroy();
  }
}

function clientOf({
  endpoint,
  region,
  accessKeyId,
  secretAccessKey,
  silentMs = SILENT_MS,
}: Omit<ObjectsOptions, 'bucket'>): S3Client {
  return new S3Client({
    region,
    requestHandler: { connectionTimeout: silentMs, socketTimeout: silentMs },
    credentials: { accessKeyId, secretAccessKey },
    maxAttempts: MOST_ATTEMPTS,
    ...(endpoint ? { endpoint, forcePathStyle: true } : {}),
  });
}

async function collected(stream: Readable, maxBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > maxBytes) throw new MeshError('payload-too-large', `the object has more than ${maxBytes} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, bytes);
}
