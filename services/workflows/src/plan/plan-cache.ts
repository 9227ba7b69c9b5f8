import { noSuch } from '@mesh/contracts/id';
import { MeshError } from '@mesh/contracts/mesh-error';
import type { Database } from '@mesh/database/database';
import { Remembered } from '@mesh/runtime/remembered';
import type { Schema } from '../db/schema.ts';
import type { Externals, ExternalsOfWorkflow } from '../definition/external/externals-of.ts';
import type { ReadDocument } from '../definition/read-document.ts';
import { findDocument } from '../workflow/workflow-store.ts';
import { WorkflowFault } from '../workflow-fault.ts';
import { compilePlan } from './compile/compile-plan.ts';
import type { Plan } from './plan.ts';

const MOST_PLANS = 1_000;

/** The plan of a workflow, compiled once. */
export type PlanOfWorkflow = (workspaceId: string, workflowId: string) => Promise<Plan>;

/** A workflow that does not compile cannot be started, and the caller is told why. */
async function compiled({ document, digest }: ReadDocument, externals: () => Promise<Externals>): Promise<Plan> {
  try {
    return compilePlan(document, digest, await externals());
  } catch (error) {
    if (!(error instanceof WorkflowFault || isElsewhere(error))) throw error;
    throw new MeshError('unprocessable', `the workflow cannot be run: ${error.message}`, { cause: error });
  }
}

/** Whether an external resource was refused or could not be reached. */
function isElsewhere(error: unknown): error is MeshError {
  return error instanceof MeshError && (error.code === 'egress-denied' || error.code === 'egress-failed');
}

const nothing: ExternalsOfWorkflow = async () => new Map();

/** Caches plans by workflow. Documents never change, so a plan stays valid; the oldest is evicted. */
export function planCache(db: Database<Schema>, externalsOf: ExternalsOfWorkflow = nothing): PlanOfWorkflow {
  const plans = new Remembered<Plan>(MOST_PLANS);

  async function read(workspaceId: string, workflowId: string): Promise<Plan> {
    const found = await db.inWorkspace(workspaceId, (trx) => findDocument(trx, workflowId));
    if (!found) throw noSuch('wf');
    const asker = { id: workflowId, type: 'service', workspaceId, scopes: [] } as const;
    return compiled(found, () => externalsOf(workflowId, found.document, asker));
  }

  return (workspaceId, workflowId) => plans.get(`${workspaceId} ${workflowId}`, () => read(workspaceId, workflowId));
}
