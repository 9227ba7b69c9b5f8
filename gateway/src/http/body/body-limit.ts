/** How much of a body is taken where its operation says nothing else. */
export const USUAL_MAX_BYTES = 1_048_576;
