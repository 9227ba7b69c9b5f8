import type { Database } from '@mesh/database/database';
import type { Log } from '@mesh/runtime/log';
import type { Schema } from '../db/schema.ts';
import type { Engine } from '../engine/engine.ts';
import { type Unkept, unkept } from '../engine/unkept.ts';
import { asksEnd, happeningOf } from '../execution/asked.ts';
import { listeningFrames } from '../interpreter/state.ts';
import type { Reading } from '../payload/payloads.ts';
import type { PlanOfWorkflow } from '../plan/plan-cache.ts';
import { forgetAsked } from './due-store.ts';
import { handBack, type Left } from './hand-back-store.ts';
import { recover } from './recover.ts';
import { type History, historiesOf, isPartlyKept } from './recovery-store.ts';

const AGAIN_MS = 5_000;
/** Executions that are about to leave this process have left by then. */
const LEFT_MS = 50;

export type TakingUp = {
  readonly db: Database<Schema>;
  readonly payloads: Reading;
  readonly planOf: PlanOfWorkflow;
  readonly engine: Engine;
  readonly log: Log;
};

/**
 * Restores executions of this worker from their journals and continues them. What cannot be restored now is released for a
 * while, so that nothing is owned without being worked on. `why`: their last results could not be stored, so they fault.
 */
export async function takeUp(
  needs: TakingUp,
  worker: string,
  executionIds: readonly string[],
  why?: Unkept,
): Promise<void> {
  const reading = historiesOf(needs.db, executionIds);
  for (const executionId of executionIds) {
    const going = handBackUnlessTaken(needs, worker, executionId, async () => {
      const history = (await reading).get(executionId);
      return history ? goOn(needs, history, why) : {};
    });
    const history = (await reading.catch(() => undefined))?.get(executionId);
    // Reading the bucket or external resources may take long, and must not delay the others.
    if (history && (isPartlyKept(history) || history.rows.length === 0)) continue;
    await going;
  }
}

async function handBackUnlessTaken(
  { db, log }: TakingUp,
  worker: string,
  executionId: string,
  work: () => Promise<Left | undefined>,
): Promise<void> {
  const left = await work().catch((error: unknown): Left => {
    log.error({ err: error, executionId }, 'an execution cannot be taken up now');
    return { wakeInMs: AGAIN_MS };
  });
  if (!left) return;
  await handBack(db, worker, executionId, left).catch((error: unknown) =>
    log.warn({ err: error, executionId }, 'an execution is not handed back; the reconciler finds it'),
  );
}

/** Returns how to release it if it was not taken over. */
async function goOn(needs: TakingUp, history: History, why?: Unkept): Promise<Left | undefined> {
  const { db, engine } = needs;
  const executionId = history.row.id;
  const recovered = await recover(needs, history);
  const { asked: what, first, state } = recovered;
  const heard = listeningFrames(state).length > 0 ? history.heard.map(({ happening }) => happening) : [];
  const isCancelled = first.kind === 'started' && asksEnd(what); // cancelled before it began
  const next = why ? [{ kind: 'faulted', error: unkept[why] } as const] : isCancelled ? [] : [first];
  const told = what === null ? [] : [happeningOf(what)];
  const isTaken = engine.takeOver(
    recovered,
    ...heard, // events that came in time count, though the time has passed by now
    ...(state.ended ? [...told, ...next] : [...next, ...told]), // an ended execution continues only after its retry
  );
  if (!isTaken) return { wakeInMs: LEFT_MS };
  if (what !== null) await forgetAsked(db, executionId, what);
  return undefined;
}
