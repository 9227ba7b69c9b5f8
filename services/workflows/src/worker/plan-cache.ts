import { MeshError } from '@mesh/contracts/mesh-error';
import type { Database } from '@mesh/database/database';
import type { Schema } from '../db/schema.ts';
import { findDocument } from '../definition/find-document.ts';
import type { ReadDocument } from '../definition/read-document.ts';
import { WorkflowFault } from '../interpreter/workflow-fault.ts';
import { compilePlan } from '../plan/compile-plan.ts';
import type { Plan } from '../plan/plan.ts';
import type { PlanOfWorkflow } from './recover.ts';

const MOST_PLANS = 1_000;

/** What cannot be compiled cannot be started, and whoever asks is told why. */
function compiled({ document, digest }: ReadDocument): Plan {
  try {
    return compilePlan(document, digest);
  } catch (error) {
    if (!(error instanceof WorkflowFault)) throw error;
    throw new MeshError('unprocessable', `the workflow cannot be run: ${error.message}`, { cause: error });
  }
}

/** Plans by workflow. A workflow's document never changes, so a plan is good for ever; the oldest make room. */
export function planCache(db: Database<Schema>): PlanOfWorkflow {
  const plans = new Map<string, Promise<Plan>>();

  async function read(workspaceId: string, workflowId: string): Promise<Plan> {
    const found = await db.inWorkspace(workspaceId, (trx) => findDocument(trx, workflowId));
    if (!found) throw new MeshError('not-found', 'there is no such workflow');
    return compiled(found);
  }

  return (workspaceId, workflowId) => {
    const key = `${workspaceId} ${workflowId}`;
    const known = plans.get(key);
    if (known) return known;
    const plan = read(workspaceId, workflowId);
    plan.catch(() => plans.delete(key));
    plans.set(key, plan);
    const [oldest = key] = plans.keys();
    if (plans.size > MOST_PLANS) plans.delete(oldest);
    return plan;
  };
}
