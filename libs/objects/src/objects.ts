import type { Readable } from 'node:stream';

/** One bucket. Keys are ids, digests and fixed words. */
export type Objects = AsyncDisposable & {
  put(key: string, body: Buffer, options?: { contentType?: string }): Promise<void>;
  /** The whole object, at most `maxBytes` (64 MiB unless told). Throws `not-found`. */
  get(key: string, options?: { maxBytes?: number }): Promise<Buffer>;
  stream(key: string): Promise<Readable>;
  has(key: string): Promise<boolean>;
  delete(key: string): Promise<void>;
  /** Rejects while the bucket does not answer. */
  ping(): Promise<void>;
};

export type ObjectsOptions = {
  bucket: string;
  /** An S3-compatible server; AWS unless told. */
  endpoint?: string | undefined;
  region: string;
  accessKeyId: string;
  secretAccessKey: string;
};
