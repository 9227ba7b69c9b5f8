/** What a command leaves behind for scripts. */
export const GOOD = 0;
/** The mesh refused, did not answer, or is not to be found: nothing is known of what was asked. */
export const NOT_ASKED = 1;
export const WRONG_USAGE = 2;
/** It was done, and what was found is not good: a broken chain, a rotation that is incomplete. */
export const FOUND_BROKEN = 3;
/** Ended by Ctrl-C, as shells number it. */
export const INTERRUPTED = 130;
