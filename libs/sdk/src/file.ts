/** A file to upload. A stream can be sent only once, so such a call is not retried. */
export type FileBody = {
  readonly contentType: string;
  readonly bytes: Uint8Array<ArrayBuffer> | Blob | ReadableStream<Uint8Array>;
};

/** A downloaded file. */
export type FileAnswer = {
  readonly contentType: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** The ETag as in HTTP, including quotes. */
  readonly etag: string | undefined;
};
