import type { Beginning } from './frame.ts';

/**
 * Where the replay of another execution's past stops: before a task first begins. `around` is where an enclosing replay stops,
 * if the other execution was itself a fork.
 */
export type Halt = {
  readonly before: string;
  readonly around: Halt | undefined;
  /** The task that was about to begin, and when. */
  reached?: { readonly beginning: Beginning; readonly at: number };
};

/** Whether this replay, or an enclosing one, has stopped. */
export function isHalted(halt: Halt | undefined): boolean {
  for (let one = halt; one; one = one.around) if (one.reached) return true;
  return false;
}

/** Stops before this beginning if it is the awaited one: the innermost replay first, which may give the task another input. */
export function haltBefore(halt: Halt | undefined, beginning: Beginning, at: number): boolean {
  for (let one = halt; one; one = one.around) {
    if (one.before !== beginning.task.pointer) continue;
    one.reached = { beginning, at };
    return true;
  }
  return false;
}
