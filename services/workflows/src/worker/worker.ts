import { unavailable } from '@mesh/contracts/unavailable';
import { Bell } from '@mesh/runtime/bell';
import { startLoop } from '@mesh/runtime/loop';
import { unlessAborted } from '@mesh/runtime/unless-aborted';
import type { Engine } from '../engine/engine.ts';
import type { Payloads } from '../payload/payloads.ts';
import { type Capacity, Slots } from '../queue/slots.ts';
import { goingOn } from './going-on.ts';
import { type LifeNeeds, liveOnce, type Queue } from './live-once.ts';

type Needs = Omit<LifeNeeds, 'bell' | 'queue'> & {
  /** Its capacity. */
  readonly capacity?: Capacity;
};

/** Works on executions until disposed: those started here, those of dead processes, and those that are due. */
export type Worker = AsyncDisposable & {
  /** Resolves once this process may first work. Throws when `signal` aborts before. */
  registered(signal: AbortSignal): Promise<void>;
  /** Throws `unavailable` while this process may not work: before its registration, or just after it was fenced. */
  readonly engine: Engine;
  /** The same; undefined while this process may not work. */
  readonly engineNow: Engine | undefined;
  /** Whether an execution exists and has not ended, here or elsewhere. */
  goesOn(executionId: string): Promise<boolean>;
  /** Checks at once for what is due. */
  look(): void;
  /** Its slots, and the bell that is rung for queued executions. */
  readonly queue: Queue;
  /** Storage of large values. */
  readonly payloads: Payloads;
};

export function startWorker(needs: Needs): Worker {
  const log = needs.log.child({ part: 'worker' });
  const bell = new Bell();
  const queue = { slots: new Slots(needs.capacity), bell: new Bell() };
  let current: Engine | undefined;
  const first = Promise.withResolvers<void>();
  const live = (signal: AbortSignal) =>
    liveOnce({ ...needs, log, bell, queue }, signal, (engine) => {
      current = engine;
      first.resolve();
    });
  const loop = startLoop('worker', live, log);
  return {
    registered: (signal) => unlessAborted(first.promise, signal),
    get engine() {
      if (!current) throw unavailable('executions are not taken yet; try again');
      return current;
    },
    get engineNow() {
      return current;
    },
    goesOn: goingOn(needs.db),
    look: () => bell.ring(),
    queue,
    payloads: needs.payloads,
    [Symbol.asyncDispose]: () => loop[Symbol.asyncDispose](),
  };
}
