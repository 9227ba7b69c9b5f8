import { filtersOf } from '../interpreter/consumption.ts';
import type { EventFilterPlan, Plan } from '../plan/plan.ts';
import type { PlanOfWorkflow } from '../worker/recover.ts';
import type { Place } from './match-store.ts';

/** The filter that stands at a place, compiled. Undefined where the document has none there. */
export async function filterOf(planOf: PlanOfWorkflow, place: Place): Promise<EventFilterPlan | undefined> {
  const plan: Plan = await planOf(place.workspaceId, place.workflowId);
  const strategy = plan.listens.get(place.pointer);
  return strategy && filtersOf(strategy)[place.filter];
}
