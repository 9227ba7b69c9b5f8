import type { Bus } from '@mesh/bus/bus';
import { serve } from '@mesh/bus/serve';
import * as control from '@mesh/contracts/execution-control';
import * as executions from '@mesh/contracts/executions';
import * as journal from '@mesh/contracts/journal';
import * as workflows from '@mesh/contracts/workflows';
import type { Database } from '@mesh/database/database';
import type { Objects } from '@mesh/objects/objects';
import type { Schema } from './db/schema.ts';
import { takingTurns } from './db/taking-turns.ts';
import type { ExternalsOfWorkflow } from './definition/external/externals-of.ts';
import { cancelExecutions, retryExecutions } from './execution/ask-executions.ts';
import { cancelExecution } from './execution/cancel-execution.ts';
import { deleteExecution } from './execution/delete-execution.ts';
import { forkExecution } from './execution/fork-execution.ts';
import { getExecution } from './execution/get-execution.ts';
import { listExecutions } from './execution/list-executions.ts';
import { resumeExecution } from './execution/resume-execution.ts';
import { retryExecution } from './execution/retry-execution.ts';
import { startExecution } from './execution/start-execution.ts';
import { startExecutions } from './execution/start-executions.ts';
import { startable } from './execution/startable.ts';
import { suspendExecution } from './execution/suspend-execution.ts';
import { diffExecutions } from './history/diff-executions.ts';
import { explainExecution } from './history/explain-execution.ts';
import { readJournal } from './history/read-journal.ts';
import type { PlanOfWorkflow } from './plan/plan-cache.ts';
import type { Launcher } from './queue/launch.ts';
import type { ScheduleQuota } from './schedule/schedule-quota.ts';
import type { KnownPrices } from './warnings/missing-prices.ts';
import { warningsOver } from './warnings/warnings-over.ts';
import type { Worker } from './worker/worker.ts';
import { createWorkflow } from './workflow/create-workflow.ts';
import { deleteWorkflow } from './workflow/delete-workflow.ts';
import { getWorkflow } from './workflow/get-workflow.ts';
import { getWorkflowDefinition } from './workflow/get-workflow-definition.ts';
import { listWorkflows } from './workflow/list-workflows.ts';

/** High, since most calls only wait for an execution to end. */
const STARTS_AT_ONCE = 4_096;

type Needs = {
  readonly bus: Bus;
  readonly db: Database<Schema>;
  /** The bucket of archived executions. */
  readonly objects: Pick<Objects, 'get' | 'put' | 'delete' | 'deleteOlder'>;
  readonly worker: Worker;
  readonly launcher: Launcher;
  readonly planOf: PlanOfWorkflow;
  readonly externalsOf: ExternalsOfWorkflow;
  readonly models: KnownPrices;
  readonly scheduleQuota: ScheduleQuota;
};

/** Serves every operation on workflows and executions until disposed. */
export function serveWorkflows({
  bus,
  db,
  objects,
  worker,
  launcher,
  planOf,
  externalsOf,
  models,
  scheduleQuota,
}: Needs): AsyncDisposable {
  const serving = new AsyncDisposableStack();
  const known = startable(db);
  const besides = {
    externalsOf,
    warningsOf: warningsOver({ db, bus, models }),
    quota: scheduleQuota,
    onSaved: known.forget,
  };
  const create = createWorkflow(db, besides);
  serving.use(serve(bus, workflows.createWorkflow, create));
  serving.use(serve(bus, workflows.listWorkflows, listWorkflows(db)));
  serving.use(serve(bus, workflows.getWorkflow, getWorkflow(db)));
  serving.use(serve(bus, workflows.getWorkflowDefinition, getWorkflowDefinition(db)));
  serving.use(serve(bus, workflows.deleteWorkflow, deleteWorkflow(db, known.forget)));
  const starting = { planOf, startable: known, ...launcher };
  const start = startExecution({ db: takingTurns(db), worker, ...starting });
  serving.use(serve(bus, executions.startExecution, start, { atOnce: STARTS_AT_ONCE }));
  serving.use(serve(bus, executions.startExecutions, startExecutions(starting)));
  serving.use(serve(bus, executions.listExecutions, listExecutions(db)));
  const { payloads } = worker;
  serving.use(serve(bus, executions.getExecution, getExecution({ db, objects, payloads })));
  serving.use(serve(bus, executions.deleteExecution, deleteExecution({ db, objects })));
  serving.use(serve(bus, journal.readJournal, readJournal({ db, objects, payloads })));
  serving.use(serve(bus, control.cancelExecution, cancelExecution({ db, worker })));
  serving.use(serve(bus, executions.explainExecution, explainExecution({ db, objects })));
  serving.use(serve(bus, control.suspendExecution, suspendExecution({ db })));
  serving.use(serve(bus, control.resumeExecution, resumeExecution({ db })));
  serving.use(serve(bus, control.retryExecution, retryExecution({ db })));
  serving.use(serve(bus, control.forkExecution, forkExecution({ db, worker, ...starting })));
  serving.use(serve(bus, executions.diffExecutions, diffExecutions({ db, payloads })));
  serving.use(serve(bus, control.cancelExecutions, cancelExecutions(db)));
  serving.use(serve(bus, control.retryExecutions, retryExecutions(db)));
  return serving;
}
