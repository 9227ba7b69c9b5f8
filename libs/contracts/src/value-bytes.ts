/** The largest input or output that is kept at all, as JSON. */
export const VALUE_BYTES = 32 * 1024 * 1024;
/** The largest request that brings one: the value, and what is around it. */
export const REQUEST_BYTES = VALUE_BYTES + 64 * 1024;
