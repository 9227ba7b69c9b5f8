/** Limit of a body in bytes, unless its operation sets another. */
export const USUAL_MAX_BYTES = 1_048_576;
