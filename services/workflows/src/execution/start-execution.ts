import type { HandlerOf } from '@mesh/bus/handler';
import type * as executions from '@mesh/contracts/executions';
import { newId } from '@mesh/contracts/id';
import { waitSeconds } from '@mesh/contracts/prefer-wait';
import type { Database } from '@mesh/database/database';
import type { Json } from '@mesh/jq/json';
import { pauseFor } from '@mesh/runtime/pause-for';
import { currentTraceparent } from '@mesh/runtime/span';
import type { Schema } from '../db/schema.ts';
import type { End } from '../engine/loaded.ts';
import { wholeEnd } from '../payload/whole.ts';
import type { PlanOfWorkflow } from '../plan/plan-cache.ts';
import type { Launch } from '../queue/launch.ts';
import type { Worker } from '../worker/worker.ts';
import type { About } from './about.ts';
import { awaitEnd } from './await-end.ts';
import { type ExecutionRow, findExecution } from './execution-store.ts';
import { begunExecution, endedExecution, existing, shownExecution } from './shown-execution.ts';
import type { Startable } from './startable.ts';

/** A longer execution may end in another process, or here after it has left memory. */
const SOON_MS = 1_000;
const TWIN_MS = 5_000;
const LOOK_MS = 20;

type Needs = {
  readonly db: Pick<Database<Schema>, 'inWorkspace'>;
  readonly worker: Worker;
  readonly launch: Launch;
  readonly planOf: PlanOfWorkflow;
  readonly startable: Startable;
};

/** Asking twice under one id starts one execution. With `Prefer: wait=SECONDS` the answer comes when it has ended. */
export function startExecution({
  db,
  worker,
  launch,
  planOf,
  startable,
}: Needs): HandlerOf<typeof executions.startExecution> {
  return async ({ params, headers, body }, { workspaceId, principal, signal, newId: id = newId('exe') }) => {
    const workflow = await startable.find(workspaceId, params.workflowId);
    const plan = await planOf(workspaceId, workflow.id);
    const { namespace, name, version } = workflow;
    const named = { workflowId: workflow.id, namespace, name, version };
    const about: About = { id, workspaceId, ...named, scopes: principal.scopes, traceparent: currentTraceparent() };
    const input = (body.input === undefined ? {} : body.input) as Json;
    const seconds = waitSeconds(headers.prefer);
    const heard = Promise.withResolvers<End>();
    const { startAt, concurrencyKey, priority } = body;
    const launched = await launch(
      { about, plan, input, startAt: startAt === undefined ? undefined : new Date(startAt), concurrencyKey, priority },
      seconds > 0 ? heard.resolve : undefined,
    );
    const { at: startedAt, isPending } = launched;
    if (startedAt && seconds === 0) return begunExecution(about, input, startedAt, isPending ? 'pending' : 'running');
    const soonMs = startedAt && !isPending ? Math.min(seconds * 1_000, SOON_MS) : 0;
    const end = startedAt && (await within(heard.promise, soonMs, signal));
    if (end) return endedExecution(about, input, startedAt, end);
    if (seconds > 0) await awaitEnd(worker, id, seconds * 1_000 - soonMs, signal);
    const row = existing(await begun({ db, workspaceId }, id, signal));
    return shownExecution(seconds > 0 ? await wholeEnd(worker.payloads, workspaceId, row) : row);
  };
}

/** Reads its row, and waits briefly for a concurrent starter that is about to commit it. */
async function begun(
  { db, workspaceId }: Pick<Needs, 'db'> & { readonly workspaceId: string },
  id: string,
  signal: AbortSignal,
): Promise<ExecutionRow | undefined> {
  const until = performance.now() + TWIN_MS;
  for (;;) {
    const row = await db.inWorkspace(workspaceId, (trx) => findExecution(trx, id));
    if (row || signal.aborted || performance.now() > until) return row;
    await pauseFor(LOOK_MS, signal);
  }
}

/** The value of `promise`, or undefined after `ms` or when `signal` aborts. */
async function within<T>(promise: Promise<T>, ms: number, signal: AbortSignal): Promise<T | undefined> {
  const late = Promise.withResolvers<undefined>();
  const abort = () => late.resolve(undefined);
  const timer = setTimeout(abort, ms);
  signal.addEventListener('abort', abort, { once: true });
  try {
    return await Promise.race([promise, late.promise]);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', abort);
  }
}
