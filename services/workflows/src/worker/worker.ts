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
  /** What it works on at once. */
  readonly capacity?: Capacity;
};

/** Works on executions until disposed: those that begin here, those of processes that died, and those whose time has come. */
export type Worker = AsyncDisposable & {
  /** Resolves once this process may work for the first time. Throws when `signal` aborts before. */
  registered(signal: AbortSignal): Promise<void>;
  /** Throws `unavailable` while this process may not work: it is not registered yet, or was fenced a moment ago. */
  readonly engine: Engine;
  /** The same, and nothing while this process may not work. */
  readonly engineNow: Engine | undefined;
  /** Whether an execution is there and has not ended, here or elsewhere. */
  goesOn(executionId: string): Promise<boolean>;
  /** Looks at once for what is due. */
  look(): void;
  /** What holds its slots, and the bell for whoever has queued something. */
  readonly queue: Queue;
  /** What is too large for rows. */
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
