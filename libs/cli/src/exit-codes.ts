/** Exit codes for scripts. */
export const GOOD = 0;
/** The mesh refused, did not answer, or was not found: the result is unknown. */
export const NOT_ASKED = 1;
export const WRONG_USAGE = 2;
/** The command was carried out, and the result is not good: a broken chain, an incomplete rotation. */
export const FOUND_BROKEN = 3;
/** Ended by Ctrl-C, by the convention of shells. */
export const INTERRUPTED = 130;
