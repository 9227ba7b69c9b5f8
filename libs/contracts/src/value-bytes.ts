/** Largest input or output in bytes of JSON. */
export const VALUE_BYTES = 32 * 1024 * 1024;
/** Largest request with such a value. */
export const REQUEST_BYTES = VALUE_BYTES + 64 * 1024;
