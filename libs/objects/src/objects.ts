import type { Readable } from 'node:stream';

export type Listed = { readonly key: string; readonly putAt: Date };

/** One bucket. Keys are ids, digests and fixed words. */
export type Objects = AsyncDisposable & {
  put(key: string, body: Buffer, options?: { contentType?: string }): Promise<void>;
  /**
   * Puts what `body` brings, of whatever length, holding a few MiB at a time. Nothing is there under `key` before all of
   * it has come. What `body` fails with is thrown as it is.
   */
  putStream(key: string, body: Readable, options?: { contentType?: string; signal?: AbortSignal }): Promise<void>;
  /** The whole object, at most `maxBytes` (64 MiB by default). Throws `not-found`. */
  get(key: string, options?: { maxBytes?: number }): Promise<Buffer>;
  has(key: string): Promise<boolean>;
  delete(key: string): Promise<void>;
  /** What lies below `prefix`, in pages and in the order of the keys. */
  list(prefix: string): AsyncIterable<readonly Listed[]>;
  /** Deletes what lies below `prefix` and was put before that moment; gives the number. */
  deleteOlder(prefix: string, before: Date): Promise<number>;
  /** Rejects while the bucket does not answer. */
  ping(): Promise<void>;
};

export type ObjectsOptions = {
  bucket: string;
  /** An S3-compatible server; AWS by default. */
  endpoint?: string | undefined;
  region: string;
  accessKeyId: string;
  secretAccessKey: string;
  /** For how long the server may say and take nothing before a request is given up and made again; ten seconds by default. */
  silentMs?: number;
};
