import type { Status } from '@mesh/contracts/workflows';
import type { Database } from '@mesh/database/database';
import type { Json } from '@mesh/jq/json';
import { sql } from 'kysely';
import type { Schema } from '../db/schema.ts';
import { waitingOf } from '../event/deliver.ts';
import { advance } from '../interpreter/advance.ts';
import type { Happening } from '../interpreter/happening.ts';
import { type ExecutionState, newState } from '../interpreter/state.ts';
import type { StoredHappening } from '../payload/reference.ts';
import { isKept, type Reading, wholeHappening, wholeInput } from '../payload/whole.ts';
import { EMPTY_PLAN } from '../plan/empty-plan.ts';
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

type Needs = { readonly payloads: Reading; readonly planOf: PlanOfWorkflow };
/** What the database holds of an execution that goes on. */
export type History = Awaited<ReturnType<typeof historiesOf>> extends Map<string, infer One> ? One : never;

/** By their ids; an execution that is over has none. */
export function historiesOf(db: Database<Schema>, executionIds: readonly string[]) {
  return db.asSystem(async (trx) => {
    const found = await trx
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
        'inputRef',
        'asked',
        'endedAt',
        'eventDepth',
      ])
      .where('id', 'in', executionIds)
      .execute();
    const going = found.filter(({ endedAt, asked }) => !endedAt || asked !== null);
    const ids = going.map(({ id }) => id);
    const happenings = await trx
      .selectFrom('journal')
      .select(['executionId', 'seq', 'entryCount', 'at', 'happening'])
      .where(sql<boolean>`execution_id = any(${ids})`)
      .orderBy('executionId')
      .orderBy('seq')
      .execute();
    const rows = Map.groupBy(
      happenings.map((one) => ({ ...one, happening: one.happening as StoredHappening })),
      ({ executionId }) => executionId,
    );
    const heard = await waitingOf(trx, ids);
    return new Map(going.map((row) => [row.id, { row, rows: rows.get(row.id) ?? [], heard: heard.get(row.id) ?? [] }]));
  });
}

/** Whether a part of it lies in the bucket. */
export function isPartlyKept({ row, rows }: History): boolean {
  return row.inputRef !== null || rows.some(({ happening }) => isKept(happening));
}

/** Makes an execution again from its journal. Throws where that and this version's interpreter disagree. */
export async function recover({ payloads, planOf }: Needs, { row, rows }: History): Promise<Recovered> {
  const { status, traceparent, input, inputRef, asked, endedAt: _, ...about } = row;
  const { id: executionId, workspaceId } = about;
  const place = { workspaceId, executionId };
  const isOver = rows.length === 0 && asked === 'cancel'; // before it began
  const state = newState(executionId, isOver ? EMPTY_PLAN : await planOf(workspaceId, about.workflowId));
  for (const { seq, entryCount, at, happening } of rows) {
    const whole = isKept(happening) ? await wholeHappening(payloads, place, happening) : happening; // one by one: they are large
    const turn = advance(state, whole, at.getTime());
    if (state.seq !== seq + entryCount - 1)
      throw new Error(
        `${executionId}: the journal tells ${entryCount} entries at ${seq}, replayed are ${turn.entries.length}`,
      );
  }
  const first: Happening =
    rows.length > 0
      ? { kind: 'woken' }
      : { kind: 'started', input: (await wholeInput(payloads, place, { input, inputRef })) as Json };
  return { about: { ...about, traceparent: traceparent ?? undefined }, state, status, first, asked };
}
