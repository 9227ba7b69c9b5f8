import { setTimeout as sleep } from 'node:timers/promises';
import type { Database } from '@mesh/database/database';
import type { Bell } from '@mesh/runtime/bell';
import type { Log } from '@mesh/runtime/log';
import { pauseFor } from '@mesh/runtime/pause-for';
import type { Schema } from '../db/schema.ts';
import type { Engine } from '../engine/engine.ts';
import { newState } from '../interpreter/state.ts';
import type { Reading } from '../payload/payloads.ts';
import { wholeInput } from '../payload/whole.ts';
import type { PlanOfWorkflow } from '../plan/plan-cache.ts';
import { type Admitted, admit } from './admission-store.ts';
import { isQueued, requeue } from './queue-store.ts';
import type { Slots } from './slots.ts';

const LOOK_MS = 250;
/** Slots that become free within this time are filled together. */
const GATHER_MS = 20;
const MOST_ADMITTED = 500;
/** When an execution that could not begin is tried again. */
const AGAIN_MS = 10_000;
/** How long a slow start is waited for before others are admitted. */
const PATIENCE_MS = 200;

type Needs = {
  readonly db: Database<Schema>;
  readonly engine: Engine;
  readonly slots: Slots;
  readonly bell: Bell;
  readonly payloads: Reading;
  readonly planOf: PlanOfWorkflow;
  readonly log: Log;
};

/** Starts queued executions as slots, keys and times allow, until `signal` aborts. */
export async function keepAdmitting(needs: Needs, worker: string, signal: AbortSignal): Promise<void> {
  const { slots, bell, log } = needs;
  while (!signal.aborted) {
    try {
      if (await admitOnce(needs, worker)) continue;
      await pauseFor(GATHER_MS, signal);
    } catch (error) {
      log.warn({ err: error }, 'what is queued cannot begin now');
    }
    await bell.sleep(LOOK_MS, signal);
  }
  slots.remember(new Set(), undefined);
}

/** True if more may begin at once. */
async function admitOnce(needs: Needs, worker: string): Promise<boolean> {
  const { db, slots, bell, log } = needs;
  if (!(await isQueued(db))) {
    slots.remember(new Set(), undefined);
    return false;
  }
  const admission = await admit(db, worker, slots, MOST_ADMITTED);
  if (!admission) return false;
  const { admitted, queued, isWaiting } = admission;
  slots.remember(queued, isWaiting ? () => bell.ring() : undefined);
  const beginnings = admitted.map((one) =>
    begin(needs, worker, one).catch((error: unknown) =>
      log.warn({ err: error, executionId: one.id }, 'it begins later'),
    ),
  );
  await Promise.race([Promise.all(beginnings), sleep(PATIENCE_MS)]);
  return admitted.length >= MOST_ADMITTED;
}

/** A start that reads the bucket or fetches resources may take long, and holds its slot meanwhile. */
async function begin(
  { db, engine, slots, payloads, planOf, log }: Needs,
  worker: string,
  admitted: Admitted,
): Promise<void> {
  const { input: _, inputRef, priority, keyLimit, ...row } = admitted;
  const about = { ...row, traceparent: row.traceparent ?? undefined };
  slots.hold(admitted, about.workspaceId);
  try {
    const state = newState(about.id, await planOf(about.workspaceId, about.workflowId));
    const input = await wholeInput(payloads, { workspaceId: about.workspaceId, executionId: about.id }, admitted);
    engine.takeOver({ about, state, status: 'pending' }, { kind: 'started', input });
  } catch (error) {
    log.error({ err: error, executionId: about.id }, 'a queued execution cannot begin now');
    await requeue(db, worker, { id: about.id, priority, keyLimit }, AGAIN_MS);
  } finally {
    slots.release(admitted);
  }
}
