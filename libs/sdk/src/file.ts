/** A file to upload. A stream can be sent once only, so such a call is not repeated. */
export type FileBody = {
  readonly contentType: string;
  readonly bytes: Uint8Array<ArrayBuffer> | Blob | ReadableStream<Uint8Array>;
};

/** A file that was answered. */
export type FileAnswer = {
  readonly contentType: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** As HTTP tells it, quotes included. */
  readonly etag: string | undefined;
};
