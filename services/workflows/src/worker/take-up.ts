import type { Database } from '@mesh/database/database';
import type { Log } from '@mesh/runtime/log';
import type { Schema } from '../db/schema.ts';
import { standardFault } from '../interpreter/workflow-fault.ts';
import type { Engine } from './engine.ts';
import { type PlanOfWorkflow, recover } from './recover.ts';
import { asked, claim, forgetAsked } from './worker-store.ts';

const MOST_CLAIMED = 200;

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
  const claimed = await claim(db, worker, MOST_CLAIMED);
  for (const executionId of claimed) await takeUp(needs, executionId);
  for (const { id, asked: what } of await asked(db, worker)) {
    if (what !== 'cancel') continue;
    engine.take(id, { kind: 'cancelled' });
    await forgetAsked(db, id);
  }
  return claimed.length > 0;
}

/** Makes an execution of this worker again from its journal and goes on with it. `unstorable`: it faults, since its last result could not be kept. */
export async function takeUp(needs: Needs, executionId: string, why?: 'unstorable'): Promise<void> {
  const { db, planOf, engine, log } = needs;
  try {
    const recovered = await recover(db, planOf, executionId);
    if (!recovered) return;
    engine.takeOver(recovered, why === 'unstorable' ? { kind: 'faulted', error: unstorable } : { kind: 'woken' });
  } catch (error) {
    log.error({ err: error, executionId }, 'an execution cannot be taken up');
  }
}
