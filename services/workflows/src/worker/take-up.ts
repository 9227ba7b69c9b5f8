import type { Database } from '@mesh/database/database';
import type { Log } from '@mesh/runtime/log';
import type { Schema } from '../db/schema.ts';
import { calledOf, waitingOf } from '../event/deliver.ts';
import { listeningFrames } from '../interpreter/state.ts';
import { standardFault } from '../interpreter/workflow-fault.ts';
import { happeningOf } from './asked.ts';
import type { Engine } from './engine.ts';
import { type PlanOfWorkflow, recover } from './recover.ts';
import { asked, callAgain, claim, due, forgetAsked, handBack } from './worker-store.ts';

const MOST_CLAIMED = 200;
const AGAIN_MS = 5_000;

type Needs = {
  readonly db: Database<Schema>;
  readonly planOf: PlanOfWorkflow;
  readonly engine: Engine;
  readonly log: Log;
};

const unstorable = standardFault('runtime', 'a result cannot be stored: it may be too large or no valid text').error;

/** Claims what nobody works on and what is due, and passes on what people ask. True where there may be more. */
export async function takeUpDue(needs: Needs, worker: string): Promise<boolean> {
  const { db, engine } = needs;
  const found = await due(db, worker);
  const claimed = found.claimable ? await claim(db, worker, MOST_CLAIMED) : [];
  for (const executionId of claimed) await takeUp(needs, worker, executionId);
  for (const { id, asked: what } of found.asked ? await asked(db, worker) : []) {
    if (engine.take(id, happeningOf(what))) await forgetAsked(db, id, what);
  }
  for (const { executionId, happening } of found.called ? await calledOf(db, worker) : [])
    if (!engine.take(executionId, happening)) await callAgain(db, executionId);
  return claimed.length > 0;
}

/**
 * Makes an execution of this worker again from its journal and goes on with it. What cannot be made again now is handed back
 * for a while, so that nothing is owned that nobody works on. `unstorable`: it faults, since its last result could not be kept.
 */
export async function takeUp(needs: Needs, worker: string, executionId: string, why?: 'unstorable'): Promise<void> {
  const { db, log } = needs;
  const isTaken = await goOn(needs, executionId, why).catch((error: unknown) => {
    log.error({ err: error, executionId }, 'an execution cannot be taken up now');
    return undefined;
  });
  if (isTaken) return;
  const left = { wakeInMs: isTaken === undefined ? AGAIN_MS : undefined };
  await handBack(db, worker, executionId, left).catch((error: unknown) =>
    log.warn({ err: error, executionId }, 'an execution is not handed back; the reconciler finds it'),
  );
}

/** False where it is over. */
async function goOn({ db, planOf, engine }: Needs, executionId: string, why?: 'unstorable'): Promise<boolean> {
  const recovered = await recover(db, planOf, executionId);
  if (!recovered) return false;
  const { asked, first, state } = recovered;
  const heard = listeningFrames(state).length > 0 ? await waitingOf(db, executionId) : [];
  const isCancelled = first.kind === 'started' && asked === 'cancel'; // before it began
  engine.takeOver(
    recovered,
    ...heard, // what came in time counts, though the time is over by now
    ...(why === 'unstorable' ? [{ kind: 'faulted', error: unstorable } as const] : isCancelled ? [] : [first]),
    ...(asked === null ? [] : [happeningOf(asked)]),
  );
  if (asked !== null) await forgetAsked(db, executionId, asked);
  return true;
}
