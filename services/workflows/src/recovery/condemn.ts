import type { Database } from '@mesh/database/database';
import type { Log } from '@mesh/runtime/log';
import { meter } from '@mesh/runtime/metrics';
import type { Schema } from '../db/schema.ts';
import type { Engine } from '../engine/engine.ts';
import { newState } from '../interpreter/state.ts';
import { EMPTY_PLAN } from '../plan/empty-plan.ts';
import { standardFault, type WorkflowError } from '../workflow-fault.ts';
import { findCondemned, stopListening } from './condemned-store.ts';
import { forgetAsked } from './due-store.ts';
import { handBack } from './hand-back-store.ts';
import { CONDEMNED } from './watch.ts';

const condemned = meter.createCounter('mesh.executions.condemned', {
  description: 'Executions that ended because the processes that worked on them died',
});

type Needs = { readonly db: Database<Schema>; readonly engine: Pick<Engine, 'takeOver'>; readonly log: Log };

/**
 * Ends an execution with which too many processes have died. Nothing of it is replayed, and of its journal only the length is
 * read, so it ends whatever it is that kills. A retry replays it from there.
 */
export async function condemn(needs: Needs, worker: string, executionId: string): Promise<void> {
  await end(needs, worker, executionId).catch((error: unknown) =>
    needs.log.error({ err: error, executionId }, 'an execution cannot be ended now; the reconciler finds it'),
  );
}

async function end({ db, engine, log }: Needs, worker: string, executionId: string): Promise<void> {
  const found = await findCondemned(db, executionId);
  if (!found) return;
  const { seq, task, retries, lifecycle, status, asked, endedAt, deaths, traceparent, ...row } = found;
  log.error({ executionId, deaths, task }, 'an execution is not taken up again: processes have died with it');
  condemned.add(1);
  if (asked !== null) await forgetAsked(db, executionId, asked);
  if (endedAt) return handBack(db, worker, executionId); // restoring it for a retry kills as well
  await stopListening(db, executionId);
  const state = newState(executionId, { ...EMPTY_PLAN, lifecycle });
  state.seq = seq ?? 0;
  state.retries = retries;
  const about = { ...row, traceparent: traceparent ?? undefined };
  const error = { ...processesDied, instance: task ?? '' };
  engine.takeOver({ about, state, status }, { kind: 'faulted', error });
}

const processesDied: WorkflowError = standardFault(
  'runtime',
  `${CONDEMNED} processes in a row died while they worked on it, and it got no further: what it does may kill them. Retry it once that is mended`,
).error;
