import { randomUUID } from 'node:crypto';
import type { Cache } from '@mesh/cache/cache';
import { GROWN_EXECUTIONS } from '@mesh/contracts/hints';
import { MeshError } from '@mesh/contracts/mesh-error';
import type { Database } from '@mesh/database/database';
import { Bell } from '@mesh/runtime/bell';
import type { Log } from '@mesh/runtime/log';
import { startLoop } from '@mesh/runtime/loop';
import type { Schema } from '../db/schema.ts';
import { JournalWriter } from '../journal/journal-writer.ts';
import { KeepingJournal } from '../payload/keeping-journal.ts';
import type { Payloads } from '../payload/payloads.ts';
import type { Lifecycle } from '../plan/plan.ts';
import type { PlanOfWorkflow } from '../plan/plan-cache.ts';
import { keepAdmitting } from '../queue/keep-admitting.ts';
import { type Capacity, Slots } from '../queue/slots.ts';
import { DatabaseClock } from './database-clock.ts';
import { Engine } from './engine.ts';
import { hintInBatches } from './hint-in-batches.ts';
import { keepLease } from './keep-lease.ts';
import type { Bounds } from './overrun.ts';
import type { Perform } from './perform-effect.ts';
import { takeUp, takeUpDue } from './take-up.ts';
import { handBack, register, retire } from './worker-store.ts';

const LOOK_MS = 250;

export type WorkerNeeds = {
  readonly db: Database<Schema>;
  readonly cache: Cache;
  readonly payloads: Payloads;
  readonly planOf: PlanOfWorkflow;
  readonly perform: Perform;
  /** Told after each commit that holds events. */
  readonly onTold: () => void;
  /** Of what lifecycle events are told; of nothing by default. */
  readonly lifecycle?: Lifecycle | undefined;
  /** What ends executions that would not; the usual by default. */
  readonly bounds?: Bounds | undefined;
  /** Where this process runs; it takes over at once from the one that ran here before. */
  readonly place: string;
  /** What it works on at once. */
  readonly capacity?: Capacity;
  readonly log: Log;
};

export type Queue = { readonly slots: Slots; readonly bell: Bell };

/** Works on executions until disposed: those that begin here, those of processes that died, and those whose time has come. */
export type Worker = AsyncDisposable & {
  /** Throws `unavailable` while this process may not work: it is not registered yet, or was fenced a moment ago. */
  readonly engine: Engine;
  /** The same, and nothing while this process may not work. */
  readonly engineNow: Engine | undefined;
  /** Looks at once for what is due. */
  look(): void;
  /** What holds its slots, and the bell for whoever has queued something. */
  readonly queue: Queue;
  /** What is too large for rows. */
  readonly payloads: Payloads;
};

export function startWorker(needs: WorkerNeeds): Worker {
  const log = needs.log.child({ part: 'worker' });
  const bell = new Bell();
  const queue = { slots: new Slots(needs.capacity), bell: new Bell() };
  let current: Engine | undefined;
  const live = (signal: AbortSignal) =>
    liveOnce({ ...needs, log, bell, queue }, signal, (engine) => {
      current = engine;
    });
  const loop = startLoop('worker', live, log);
  return {
    get engine() {
      if (!current)
        throw new MeshError('unavailable', 'executions are not taken yet; try again', { retryAfterSeconds: 1 });
      return current;
    },
    get engineNow() {
      return current;
    },
    look: () => bell.ring(),
    queue,
    payloads: needs.payloads,
    [Symbol.asyncDispose]: () => loop[Symbol.asyncDispose](),
  };
}

/** One life of a worker, from its registration until it is told to stop or fenced. Who is fenced lives again under a new id. */
async function liveOnce(
  {
    db,
    cache,
    payloads,
    planOf,
    perform,
    onTold,
    lifecycle,
    bounds,
    place,
    log,
    bell,
    queue,
  }: WorkerNeeds & { readonly bell: Bell; readonly queue: Queue },
  signal: AbortSignal,
  tell: (engine: Engine | undefined) => void,
): Promise<void> {
  const id = randomUUID();
  const fenced = new AbortController();
  const ending = AbortSignal.any([signal, fenced.signal]);
  const clock = new DatabaseClock();
  const sentAt = performance.now();
  clock.set(await register(db, id, place), sentAt);

  await using writer = new JournalWriter({ db, worker: id, onTold, log, signal: fenced.signal });
  const journal = new KeepingJournal({ journal: writer, payloads, log, signal: fenced.signal });
  const engine = new Engine({
    journal,
    clock,
    slots: queue.slots,
    perform,
    lifecycle,
    bounds,
    onGrown: hintInBatches((text) => cache.publish(GROWN_EXECUTIONS, text)),
    onFenced: () => fenced.abort(),
    handBack: (executionId, stance) =>
      void handBack(db, id, executionId, stance).catch((error: unknown) =>
        log.warn({ err: error, executionId }, 'an execution is not handed back; its lease has to end'),
      ),
    reload: (executionId, why) => void takeUp({ db, payloads, planOf, engine, log }, id, [executionId], why),
    log,
  });
  tell(engine);
  const lease = keepLease({ db, id, clock, log }, ending).finally(() => fenced.abort());
  const admitting = keepAdmitting({ db, id, engine, payloads, planOf, log, ...queue }, ending);
  try {
    while (!ending.aborted) {
      const moreInMs = await takeUpDue({ db, payloads, planOf, engine, log }, id).catch((error: unknown) => {
        log.warn({ err: error }, 'what is due cannot be taken up now');
        return LOOK_MS;
      });
      if (moreInMs > 0) await bell.sleep(Math.min(moreInMs, LOOK_MS), ending);
    }
  } finally {
    tell(undefined);
    engine.close();
    fenced.abort();
    await lease;
    await admitting;
    if (signal.aborted)
      await retire(db, id).catch((error: unknown) =>
        log.warn({ err: error }, 'executions wait for their lease to end'),
      );
  }
}
