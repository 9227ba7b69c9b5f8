import { randomUUID } from 'node:crypto';
import type { Cache } from '@mesh/cache/cache';
import { GROWN_EXECUTIONS } from '@mesh/contracts/hints';
import type { Database } from '@mesh/database/database';
import type { Bell } from '@mesh/runtime/bell';
import type { Log } from '@mesh/runtime/log';
import { DatabaseClock } from '../db/database-clock.ts';
import type { Schema } from '../db/schema.ts';
import type { Lifecycle } from '../definition/lifecycle.ts';
import { Engine } from '../engine/engine.ts';
import type { Bounds } from '../engine/overrun.ts';
import type { Perform } from '../engine/perform-effect.ts';
import { JournalWriter } from '../journal/journal-writer.ts';
import { KeepingJournal } from '../payload/keeping-journal.ts';
import type { Payloads } from '../payload/payloads.ts';
import type { PlanOfWorkflow } from '../plan/plan-cache.ts';
import { keepAdmitting } from '../queue/keep-admitting.ts';
import type { Slots } from '../queue/slots.ts';
import { handBack } from '../recovery/hand-back-store.ts';
import { keepTakingUp } from '../recovery/keep-taking-up.ts';
import { type TakingUp, takeUp } from '../recovery/take-up.ts';
import { Watch } from '../recovery/watch.ts';
import { finishCalls } from './finish-calls.ts';
import { hintInBatches } from './hint-in-batches.ts';
import { keepLease } from './keep-lease.ts';
import { register, retire } from './worker-store.ts';

export type Queue = { readonly slots: Slots; readonly bell: Bell };
export type LifeNeeds = {
  readonly db: Database<Schema>;
  readonly cache: Cache;
  readonly payloads: Payloads;
  readonly planOf: PlanOfWorkflow;
  readonly perform: Perform;
  /** Called after each commit with events. */
  readonly onTold: () => void;
  /** Which lifecycle events are published; none by default. */
  readonly lifecycle?: Lifecycle | undefined;
  /** Limits of endless executions; the usual by default. */
  readonly bounds?: Bounds | undefined;
  /** Name of this process's place; it takes over at once from the process that ran there before. */
  readonly place: string;
  /** Rings when something is due. */
  readonly bell: Bell;
  /** Its slots, and the bell that is rung for queued executions. */
  readonly queue: Queue;
  readonly log: Log;
};

/**
 * One life of a worker, from its registration until `signal` aborts or it is fenced. A fenced worker starts another life under
 * a new id. `tell` gets its engine, and undefined once that may no longer work.
 */
export async function liveOnce(
  needs: LifeNeeds,
  signal: AbortSignal,
  tell: (engine: Engine | undefined) => void,
): Promise<void> {
  const { db, bell, queue, log } = needs;
  const id = randomUUID();
  const fenced = new AbortController();
  const ending = AbortSignal.any([signal, fenced.signal]);
  const clock = new DatabaseClock();
  const watch = new Watch();
  const sentAt = performance.now();
  clock.set(await register(db, id, needs.place), sentAt);

  await using writer = new JournalWriter({ db, worker: id, onTold: needs.onTold, log, signal: fenced.signal });
  const taking = takingUpOf(needs, { id, clock, watch, writer, fenced });
  tell(taking.engine);
  const closed = new AbortController();
  const held = AbortSignal.any([fenced.signal, closed.signal]);
  const lease = keepLease({ db, id, clock, log }, held).finally(() => fenced.abort());
  const admitting = keepAdmitting({ ...taking, ...queue }, id, ending);
  try {
    await keepTakingUp({ ...taking, watch, bell }, id, ending);
  } finally {
    if (!fenced.signal.aborted) await finishCalls(taking, id, fenced.signal);
    tell(undefined);
    taking.engine.close();
    closed.abort();
    fenced.abort();
    await lease;
    await admitting;
    if (signal.aborted)
      await retire(db, id).catch((error: unknown) =>
        log.warn({ err: error }, 'executions wait for their lease to end'),
      );
  }
}

type Life = {
  readonly id: string;
  readonly clock: DatabaseClock;
  readonly watch: Watch;
  readonly writer: JournalWriter;
  /** Aborts once it owns nothing any more. */
  readonly fenced: AbortController;
};

/** Connects an engine with what takes executions up, also those again whose results could not be stored. */
function takingUpOf(needs: LifeNeeds, { id, clock, watch, writer, fenced }: Life): TakingUp {
  const { db, cache, payloads, planOf, bell, log } = needs;
  const hint = hintInBatches((text) => cache.publish(GROWN_EXECUTIONS, text));
  const acquit = (executionId: string) => {
    if (watch.acquit(executionId)) bell.ring(); // there is room for another suspect
  };
  const engine = new Engine({
    journal: new KeepingJournal({ journal: writer, payloads, log, signal: fenced.signal }),
    clock,
    slots: needs.queue.slots,
    perform: needs.perform,
    lifecycle: needs.lifecycle,
    bounds: needs.bounds,
    onGrown: (executionId, seq) => {
      acquit(executionId);
      hint(executionId, seq);
    },
    onFenced: () => fenced.abort(),
    handBack: (executionId, stance) => {
      acquit(executionId);
      handBack(db, id, executionId, stance).catch((error: unknown) =>
        log.warn({ err: error, executionId }, 'an execution is not handed back; its lease has to end'),
      );
    },
    reload: (executionId, why) => void takeUp(taking, id, [executionId], why),
    log,
  });
  const taking = { db, payloads, planOf, engine, log };
  return taking;
}
