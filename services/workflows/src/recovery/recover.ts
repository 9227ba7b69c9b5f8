import type { Status } from '@mesh/contracts/execution-shapes';
import type { Json } from '@mesh/jq/json';
import type { About } from '../execution/about.ts';
import { asksEnd } from '../execution/asked.ts';
import { advance } from '../interpreter/advance.ts';
import type { Happening } from '../interpreter/happening.ts';
import { isOfKnownRules } from '../interpreter/rules.ts';
import { type ExecutionState, newState } from '../interpreter/state.ts';
import type { Reading } from '../payload/payloads.ts';
import { isKept, wholeHappening, wholeInput } from '../payload/whole.ts';
import { EMPTY_PLAN } from '../plan/empty-plan.ts';
import type { PlanOfWorkflow } from '../plan/plan-cache.ts';
import type { History } from './recovery-store.ts';

type Recovered = {
  readonly about: About;
  readonly state: ExecutionState;
  readonly status: Status;
  /** Its first happening: it begins, or goes on. */
  readonly first: Happening;
  /** A pending request. */
  readonly asked: string | null;
};

type Needs = { readonly payloads: Reading; readonly planOf: PlanOfWorkflow };

/** Restores an execution from its journal. Throws if journal and interpreter disagree, or might. */
export async function recover({ payloads, planOf }: Needs, { row, rows }: History): Promise<Recovered> {
  const { status, traceparent, input, inputRef, asked, endedAt: _, ...about } = row;
  const { id: executionId, workspaceId } = about;
  const place = { workspaceId, executionId };
  const isOver = rows.length === 0 && asksEnd(asked); // cancelled before it began
  const state = newState(executionId, isOver ? EMPTY_PLAN : await planOf(workspaceId, about.workflowId));
  for (const { seq, entryCount, at, happening } of rows) {
    const whole = isKept(happening) ? await wholeHappening(payloads, place, happening) : happening; // one by one: they are large
    if (!isOfKnownRules(whole))
      throw new Error(`${executionId}: what happened at ${seq} goes by rules of a newer version`);
    const turn = advance(state, whole, at.getTime());
    if (state.seq !== seq + entryCount - 1)
      throw new Error(
        `${executionId}: the journal tells ${entryCount} entries at ${seq}, replayed are ${turn.entries.length}`,
      );
  }
  const first: Happening =
    state.startedAt > 0
      ? { kind: 'woken' }
      : { kind: 'started', input: (await wholeInput(payloads, place, { input, inputRef })) as Json };
  return { about: { ...about, traceparent: traceparent ?? undefined }, state, status, first, asked };
}
