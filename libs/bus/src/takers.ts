import type { NatsConnection } from '@nats-io/transport-node';

/** A question's header: whoever takes it says at once which process it is. */
export const WATCHED = 'Mesh-Watched';
/** The header of that. */
export const TAKEN_BY = 'Mesh-Taken-By';

/** Who lives has answered by the deadline: after so long its question or its answer was lost. */
export const GRACE_MS = 2_000;

const LOOK_MS = 1_000;
/** One that reconnects is away for a moment. */
const MOST_MISSES = 2;
const PING = 'ping-';
const processId = /^[\w-]{1,64}$/;

type Taker = { readonly ping: string; readonly batches: Set<string>; misses: number };
type Needs = {
  readonly nats: Pick<NatsConnection, 'publish' | 'isClosed'>;
  /** Begins the subjects on which answers come. */
  readonly inbox: string;
  /** Told of each batch whose process is gone: nobody answers it any more. */
  readonly onGone: (batch: string) => void;
};

/** The processes that have taken questions and have yet to answer them. The broker knows at once when one is gone. */
export class Takers {
  readonly #needs: Needs;
  readonly #takers = new Map<string, Taker>();
  #timer: NodeJS.Timeout | undefined;

  constructor(needs: Needs) {
    this.#needs = needs;
  }

  /** A process has taken the batch that was sent on `subject`. */
  took(batch: string, subject: string, process: string): void {
    if (!processId.test(process)) return;
    const [, service] = subject.split('.');
    const taker = this.#takers.get(process) ?? {
      ping: `$SRV.PING.${service}.${process}`,
      batches: new Set(),
      misses: 0,
    };
    taker.batches.add(batch);
    this.#takers.set(process, taker);
    this.#timer ??= setInterval(() => this.#look(), LOOK_MS).unref();
  }

  /** Nothing more is expected for the batch. */
  settled(batch: string): void {
    for (const [process, { batches }] of this.#takers)
      if (batches.delete(batch) && batches.size === 0) this.#takers.delete(process);
    if (this.#takers.size > 0) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  /** Takes in what has come in the inbox under `key`; false where that answers no look of this. */
  heard(key: string, isThere: boolean): boolean {
    if (!key.startsWith(PING)) return false;
    const taker = this.#takers.get(key.slice(PING.length));
    if (!taker) return true;
    taker.misses = isThere ? 0 : taker.misses + 1;
    if (taker.misses >= MOST_MISSES) for (const batch of [...taker.batches]) this.#needs.onGone(batch);
    return true;
  }

  #look(): void {
    const { nats, inbox } = this.#needs;
    if (nats.isClosed()) return;
    for (const [process, { ping }] of this.#takers) nats.publish(ping, '', { reply: `${inbox}.${PING}${process}` });
  }
}
