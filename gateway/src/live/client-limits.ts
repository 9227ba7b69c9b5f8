/** Bytes that may be buffered for one client; a slower reader is cut. */
export const MAX_BUFFERED_BYTES = 1 << 20;
/** How long a stream that has ended waits for its client to read what is left. */
export const LAST_WORDS_MS = 2_000;
