import type { Status } from '@mesh/contracts/workflows';
import type { Database } from '@mesh/database/database';
import type { Json } from '@mesh/jq/json';
import type { Schema } from '../db/schema.ts';
import { advance } from '../interpreter/advance.ts';
import type { Happening } from '../interpreter/happening.ts';
import { type ExecutionState, newState } from '../interpreter/state.ts';
import type { Plan } from '../plan/plan.ts';
import type { About } from './loaded.ts';

export type Recovered = {
  readonly about: About;
  readonly state: ExecutionState;
  readonly status: Status;
  /** What happens to it first: it begins, or goes on. */
  readonly first: Happening;
  /** What somebody has asked of it. */
  readonly asked: string | null;
};
/** The plan of a workflow, compiled once. */
export type PlanOfWorkflow = (workspaceId: string, workflowId: string) => Promise<Plan>;

/** Makes executions again from their journals. Throws where a journal and this version's interpreter disagree. */
export async function recover(
  db: Database<Schema>,
  planOf: PlanOfWorkflow,
  executionId: string,
): Promise<Recovered | undefined> {
  const read = await db.asSystem(async (trx) => {
    const row = await trx
      .selectFrom('execution')
      .select([
        'id',
        'workspaceId',
        'workflowId',
        'namespace',
        'name',
        'version',
        'scopes',
        'traceparent',
        'status',
        'input',
        'asked',
        'endedAt',
      ])
      .where('id', '=', executionId)
      .executeTakeFirst();
        'eventDepth',
    const rows = await trx
      .selectFrom('journal')
      .select(['seq', 'entryCount', 'at', 'happening'])
      .where('executionId', '=', executionId)
      .orderBy('seq')
      .execute();
    return { row, rows };
  });
  if (!read.row || (read.row.endedAt && read.row.asked === null)) return undefined;
  const { status, traceparent, input, asked, endedAt: _, ...about } = read.row;
  const state = newState(executionId, await planOf(about.workspaceId, about.workflowId));
  for (const { seq, entryCount, at, happening } of read.rows) {
    const turn = advance(state, happening as Happening, at.getTime());
    if (state.seq !== seq + entryCount - 1)
      throw new Error(
        `${executionId}: the journal tells ${entryCount} entries at ${seq}, replayed are ${turn.entries.length}`,
      );
  }
  const first: Happening = read.rows.length > 0 ? { kind: 'woken' } : { kind: 'started', input: input as Json };
  return { about: { ...about, traceparent: traceparent ?? undefined }, state, status, first, asked };
}
