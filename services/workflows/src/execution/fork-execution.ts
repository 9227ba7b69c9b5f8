import type { HandlerOf } from '@mesh/bus/handler';
import type * as control from '@mesh/contracts/execution-control';
import { newId } from '@mesh/contracts/id';
import { MeshError } from '@mesh/contracts/mesh-error';
import type { Database } from '@mesh/database/database';
import type { Json } from '@mesh/jq/json';
import { currentTraceparent } from '@mesh/runtime/span';
import type { Schema } from '../db/schema.ts';
import { pastOf } from '../history/history-store.ts';
import { wholePast } from '../history/whole-past.ts';
import { advance } from '../interpreter/advance.ts';
import type { Happening } from '../interpreter/happening.ts';
import { newState } from '../interpreter/state.ts';
import type { PlanOfWorkflow } from '../plan/plan-cache.ts';
import type { CountStart } from '../queue/launch.ts';
import type { Worker } from '../worker/worker.ts';
import type { About } from './about.ts';
import { notBegun } from './not-begun.ts';
import { pointerTo } from './pointer-to.ts';
import { shownExecution } from './shown-execution.ts';
import { unarchived } from './unarchived.ts';

type Needs = {
  readonly db: Database<Schema>;
  readonly worker: Worker;
  readonly planOf: PlanOfWorkflow;
  readonly countStart: CountStart;
};

/** Replays the past before anything begins: only the interpreter knows whether it reaches the task. */
export function forkExecution({ db, worker, planOf, countStart }: Needs): HandlerOf<typeof control.forkExecution> {
  return async ({ params, body: { fromTask, input } }, { workspaceId, principal, newId: id = newId('exe') }) => {
    countStart(workspaceId);
    const read = (executionId: string) =>
      db.inWorkspace(workspaceId, (trx) => unarchived(trx, executionId, 'unprocessable'));
    const { id: of, workflowId, namespace, name, version } = await read(params.executionId);
    const stored = await db.inWorkspace(workspaceId, (trx) => pastOf(trx, of));
    const past = await wholePast(worker.payloads, { workspaceId, executionId: of }, stored);
    const given = { input: input as Json, ...(input === null && { isNull: true as const }) };
    const plan = await planOf(workspaceId, workflowId);
    const from = pointerTo(plan, fromTask);
    const forked: Happening = { kind: 'forked', of, past, from, by: principal.id, ...given };
    const { entries } = advance(newState(id, plan), forked, past.at(-1)?.at ?? 0);
    const isForked = entries.some(({ type, data }) => type === 'execution.forked' && data['of'] === of); // the other may be a fork too
    if (!isForked) throw new MeshError('unprocessable', notBegun(plan, from));
    const named = { workflowId, namespace, name, version };
    const about: About = { id, workspaceId, ...named, scopes: principal.scopes, traceparent: currentTraceparent() };
    await worker.engine.begin(about, plan, forked);
    return shownExecution(await read(id));
  };
}
