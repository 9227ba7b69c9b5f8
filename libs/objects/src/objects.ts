import type { Readable } from 'node:stream';

export type Listed = { readonly key: string; readonly putAt: Date };

/** One bucket. Keys are ids, digests and fixed words. */
export type Objects = AsyncDisposable & {
  put(key: string, body: Buffer, options?: { contentType?: string }): Promise<void>;
  /**
   * Uploads `body`, of any length, with a few MiB in memory at a time. The object appears under `key` only when it is complete.
   * Errors of `body` are thrown as they are.
   */
  putStream(key: string, body: Readable, options?: { contentType?: string; signal?: AbortSignal }): Promise<void>;
  /** The whole object, at most `maxBytes` (64 MiB by default). Throws `not-found`. */
  get(key: string, options?: { maxBytes?: number }): Promise<Buffer>;
  has(key: string): Promise<boolean>;
  delete(key: string): Promise<void>;
  /** Lists the keys below `prefix`, in pages and in order. */
  list(prefix: string): AsyncIterable<readonly Listed[]>;
  /** Deletes the objects below `prefix` that were put before that time. Returns how many there were. */
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
  /**
   * How long the server may neither send nor accept anything before a request is given up and repeated; ten seconds by default.
   */
  silentMs?: number;
};
