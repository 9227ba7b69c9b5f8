import { sql, type Transaction } from 'kysely';
import type { Schema } from '../db/schema.ts';
import type { Entry } from '../interpreter/entry.ts';

export type Suspension = {
  readonly at?: Date | undefined;
  readonly by?: string | undefined;
  readonly reason?: string | undefined;
  /** Tasks whose only call was not answered, which nobody has decided yet. */
  readonly undecided: readonly string[];
};

const MOST_ROWS = 1_000;

/** Who has suspended an execution last, and what has to be decided: told by the end of its journal. */
export async function suspensionOf(trx: Transaction<Schema>, executionId: string): Promise<Suspension> {
  const rows = await trx
    .selectFrom('journal')
    .select(['at', 'entries'])
    .where('executionId', '=', executionId)
    .where(sql<boolean>`entries::text ~ '"(execution.suspended|execution.resumed|task.unknown|task.decided)"'`)
    .orderBy('seq', 'desc')
    .limit(MOST_ROWS)
    .execute();
  return suspensionIn(rows.reverse().map(({ at, entries }) => ({ at, entries: entries as Entry[] })));
}

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
