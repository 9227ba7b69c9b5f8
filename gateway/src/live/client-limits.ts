/** What may wait to be sent to one client; one that reads more slowly is cut. */
export const MAX_BUFFERED_BYTES = 1 << 20;
/** How long a stream that has ended waits for a client to read its last words. */
export const LAST_WORDS_MS = 2_000;
