import type { Entry } from '../interpreter/entry.ts';

export type Suspension = {
  readonly at?: Date | undefined;
  readonly by?: string | undefined;
  readonly reason?: string | undefined;
  /** Tasks whose at-most-once call was not answered and whose outcome nobody has decided yet. */
  readonly undecided: readonly string[];
};

/** Who last suspended an execution and what has to be decided, from these journal rows in order. */
export function suspensionIn(rows: readonly { readonly at: Date; readonly entries: readonly Entry[] }[]): Suspension {
  let suspension: Omit<Suspension, 'undecided'> = {};
  const undecided = new Set<string>();
  for (const { at, entries } of rows)
    for (const { type, task = '', data } of entries) {
      const { by, reason } = data as { by?: string; reason?: string };
      if (type === 'execution.suspended') suspension = { at, by, reason };
      else if (type === 'execution.resumed' || type === 'execution.forked') suspension = {};
      else if (type === 'task.unknown') undecided.add(task);
      else if (type === 'task.decided') undecided.delete(task);
    }
  return { ...suspension, undecided: [...undecided] };
}
