import type { Beginning } from './frame.ts';

/**
 * Where the past of another execution stops that is copied: before the first beginning of a task. `around` is where a copy stops
 * of which this copying is a part, since the other had been forked as well.
 */
export type Halt = {
  readonly before: string;
  readonly around: Halt | undefined;
  /** What was about to begin, and when. */
  reached?: { readonly beginning: Beginning; readonly at: number };
};

/** Whether it stops here, or whatever it is a part of does. */
export function isHalted(halt: Halt | undefined): boolean {
  for (let one = halt; one; one = one.around) if (one.reached) return true;
  return false;
}

/** Stops before this beginning where it is the one that is waited for: the innermost first, which may give the task another input. */
export function haltBefore(halt: Halt | undefined, beginning: Beginning, at: number): boolean {
  for (let one = halt; one; one = one.around) {
    if (one.before !== beginning.task.pointer) continue;
    one.reached = { beginning, at };
    return true;
  }
  return false;
}
