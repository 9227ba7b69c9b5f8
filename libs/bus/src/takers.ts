import type { NatsConnection } from '@nats-io/transport-node';

/** Header of a question: whoever takes it is to say at once which process it is. */
export const WATCHED = 'Mesh-Watched';
/** Header of that reply. */
export const TAKEN_BY = 'Mesh-Taken-By';

/** A live process has answered this long after the deadline, else the question or its answer was lost. */
export const GRACE_MS = 2_000;

const LOOK_MS = 1_000;
/** A process that reconnects is unreachable for a moment. */
const MOST_MISSES = 2;
const PING = 'ping-';
const processId = /^[\w-]{1,64}$/;

type Taker = { readonly ping: string; readonly batches: Set<string>; misses: number };
type Needs = {
  readonly nats: Pick<NatsConnection, 'publish' | 'isClosed'>;
  /** Prefix of the subjects on which answers arrive. */
  readonly inbox: string;
  /** Called with each batch whose process is gone, so that nobody answers it any more. */
  readonly onGone: (batch: string) => void;
};

/** Watches the processes that have taken questions and not answered yet. The broker knows at once when one is gone. */
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

  /** No more answers are expected for the batch. */
  settled(batch: string): void {
    for (const [process, { batches }] of this.#takers)
      if (batches.delete(batch) && batches.size === 0) this.#takers.delete(process);
    if (this.#takers.size > 0) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  /** Handles a message that arrived in the inbox under `key`; false if it answers no ping of this class. */
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
