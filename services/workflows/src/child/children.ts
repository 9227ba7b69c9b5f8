import type { Database } from '@mesh/database/database';
import type { Json } from '@mesh/jq/json';
import type { Schema } from '../db/schema.ts';
import { findLatest, findVersion } from '../definition/workflow-store.ts';
import { awaitEnd } from '../execution/await-end.ts';
import { ask, type ExecutionRow, findExecution } from '../execution/execution-store.ts';
import { standardFault } from '../interpreter/workflow-fault.ts';
import type { About } from '../worker/loaded.ts';
import type { PlanOfWorkflow } from '../worker/recover.ts';
import type { Worker } from '../worker/worker.ts';
import { childId } from './child-id.ts';
import { depthOf, insertChild } from './child-store.ts';

const DEEPEST = 16;
const LOOK_MS = 60_000;

export type ChildAsked = {
  readonly namespace: string;
  readonly name: string;
  /** A semantic version, or `latest`. */
  readonly version: string;
  readonly input: Json;
  readonly awaited: boolean;
  /** The key of the effect that runs it. */
  readonly key: string;
};
type Needs = { readonly db: Database<Schema>; readonly worker: () => Worker; readonly planOf: PlanOfWorkflow };

/** Executions that are run by tasks of others. */
export class Children {
  readonly #needs: Needs;

  constructor(needs: Needs) {
    this.#needs = needs;
  }

  /** Begins an execution under an id that the effect decides, so that asking again finds it begun. Gives the id. */
  async begin(parent: About, asked: ChildAsked): Promise<string> {
    const { db, worker, planOf } = this.#needs;
    const { workspaceId } = parent;
    const id = childId(parent.id, asked.key);
    const workflow = await db.inWorkspace(workspaceId, async (trx) => {
      const depth = (await depthOf(trx, parent.id)) + 1;
      if (depth > DEEPEST) throw standardFault('runtime', `workflows that run workflows go at most ${DEEPEST} deep`);
      const found = asked.version === 'latest' ? await findLatest(trx, asked) : await findVersion(trx, asked);
      if (!found || found.archivedAt !== null)
        throw standardFault('configuration', `there is no workflow ${asked.namespace}/${asked.name} ${asked.version}`, {
          status: 404,
        });
      await insertChild(trx, { workspaceId, parentId: parent.id, childId: id, depth, awaited: asked.awaited });
      return found;
    });
    const { namespace, name, version } = workflow;
    const about: About = { ...parent, id, workflowId: workflow.id, namespace, name, version };
    await worker().engine.start(about, await planOf(workspaceId, workflow.id), asked.input);
    return id;
  }

  /** The row of a child once it has ended. Rejects when `signal` aborts. */
  async end({ workspaceId }: About, executionId: string, signal: AbortSignal): Promise<ExecutionRow> {
    const { db, worker } = this.#needs;
    for (;;) {
      const row = await db.inWorkspace(workspaceId, (trx) => findExecution(trx, executionId));
      if (row && row.endedAt !== null) return row;
      await awaitEnd({ db, worker: worker(), workspaceId }, executionId, LOOK_MS, signal);
      signal.throwIfAborted();
    }
  }

  /** Cancels a child whose task is over. A process that lets go of the parent cancels nothing: another one goes on. */
  async abandon(parent: About, executionId: string): Promise<void> {
    const { db } = this.#needs;
    const goesOn = this.#holds(parent.id);
    await db.inWorkspace(parent.workspaceId, async (trx) => {
      const row = await findExecution(trx, parent.id);
      if (goesOn || (row && row.endedAt !== null)) await ask(trx, executionId, 'cancel');
    });
  }

  #holds(executionId: string): boolean {
    try {
      return this.#needs.worker().engine.holds(executionId);
    } catch {
      return false; // this process may not work at the moment
    }
  }
}
