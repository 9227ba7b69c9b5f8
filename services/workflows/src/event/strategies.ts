import { MeshError } from '@mesh/contracts/mesh-error';
import type { Database } from '@mesh/database/database';
import { Remembered } from '@mesh/runtime/remembered';
import type { Schema } from '../db/schema.ts';
import { compileConsumption } from '../plan/compile/compile-consumption.ts';
import { SCHEDULE_ON } from '../plan/compile/compile-plan.ts';
import type { ConsumptionPlan, Reading } from '../plan/consumption-plan.ts';
import type { PlanOfWorkflow } from '../plan/plan-cache.ts';
import { findDocument } from '../workflow/workflow-store.ts';
import type { FilterAt } from './match-store.ts';

const MOST_KNOWN = 1_000;

/** Which events start a workflow, and how its input reads them. */
export type StartPlan = ConsumptionPlan & { readonly read: Reading };
/** Reads it from the document alone: nothing is fetched while others wait for their events. */
export type StartsOf = (workspaceId: string, workflowId: string) => Promise<StartPlan | undefined>;
/** The strategy of a task, or of the start of a workflow. Undefined if there is none or the workflow cannot be run. */
export type StrategyAt = (
  there: Pick<FilterAt, 'workspaceId' | 'workflowId' | 'pointer'>,
) => Promise<ConsumptionPlan | undefined>;

export function startsOf(db: Database<Schema>): StartsOf {
  const known = new Remembered<StartPlan | undefined>(MOST_KNOWN);
  const read = async (workspaceId: string, workflowId: string) => {
    const found = await db.inWorkspace(workspaceId, (trx) => findDocument(trx, workflowId));
    const { on, read = 'envelope' } = found?.document.schedule ?? {};
    return on && { ...compileConsumption(on, []), read };
  };
  return (workspaceId, workflowId) => known.get(`${workspaceId} ${workflowId}`, () => read(workspaceId, workflowId));
}

export function strategies(db: Database<Schema>, planOf: PlanOfWorkflow): StrategyAt {
  const starts = startsOf(db);
  return async ({ workspaceId, workflowId, pointer }) => {
    if (pointer === SCHEDULE_ON) return starts(workspaceId, workflowId);
    const plan = await planOf(workspaceId, workflowId).catch(unusable);
    return plan?.listens.get(pointer);
  };
}

/** A workflow that is gone or broken must not keep others from their events. */
function unusable(error: unknown): undefined {
  if (error instanceof MeshError && (error.code === 'unprocessable' || error.code === 'not-found')) return undefined;
  throw error;
}
