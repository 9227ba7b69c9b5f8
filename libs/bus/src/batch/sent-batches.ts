import { type ErrorShape, MeshError } from '@mesh/contracts/mesh-error';
import { unavailable } from '@mesh/contracts/unavailable';
import type { Log } from '@mesh/runtime/log';
import { createInbox, headers, type Msg, type MsgHdrs, type NatsConnection } from '@nats-io/transport-node';
import { type ClaimCheck, checkIn, checkOut } from '../claim-check.ts';
import { type Answer, answers } from '../envelope.ts';
import { TAKEN_BY, Takers, WATCHED } from '../takers.ts';
import { askAllAgain, askLateAgain } from './ask-again.ts';
import { askPast, type CallBatch, settleAll } from './call-batch.ts';
import { SecondAsks } from './second-asks.ts';

const LOOK_MS = 1_000;
const NO_BROKER = 'the broker does not answer; try again';

export type SendingNeeds = {
  readonly nats: NatsConnection;
  readonly inboxPrefix: string;
  readonly claimCheck: ClaimCheck | undefined;
  /** Whether the broker is away now. */
  readonly isAway: () => boolean;
  readonly log: Log;
};

/** Batches in flight, and the inbox in which their answers arrive. */
export class SentBatches {
  readonly #needs: SendingNeeds;
  readonly #inbox: string;
  readonly #underWay = new Map<string, CallBatch>();
  readonly #takers: Takers;
  readonly #secondAsks = new SecondAsks();
  #isListening = false;

  constructor(needs: SendingNeeds) {
    this.#needs = needs;
    this.#inbox = createInbox(needs.inboxPrefix);
    this.#takers = new Takers({ nats: needs.nats, inbox: this.#inbox, onGone: (key) => this.#lose(key) });
  }

  /** Sends the batch, or asks directly while the broker is away. Never rejects. */
  async send(batch: CallBatch): Promise<void> {
    const { nats, isAway } = this.#needs;
    if (!this.#isListening) this.#listen();
    if (isAway()) return askPast(batch, away(NO_BROKER));
    this.#underWay.set(batch.key, batch);
    const longestMs = Math.max(...[...batch.waiting.values()].map(({ leftMs }) => leftMs));
    batch.timer = setTimeout(() => this.#forget(batch), longestMs + 1).unref();
    try {
      const bytes = Buffer.from(`[${batch.questions.join()}]`);
      batch.questions = [];
      batch.sentAt = performance.now();
      this.#secondAsks.first(batch.waiting.size);
      const parcel = await checkIn(this.#needs, bytes, batch.isWatched ? askingWhoTakesIt() : undefined);
      const carried = parcel.headers ? { headers: parcel.headers } : {};
      nats.publish(batch.subject, parcel.data, { reply: `${this.#inbox}.${batch.key}`, ...carried });
    } catch (error) {
      this.#forget(batch);
      settleAll(batch, shapeOf(error));
    }
  }

  /** Asks repeatable questions without an answer directly. */
  goAround(): void {
    askAllAgain(this.#underWay, this.#settle);
  }

  #listen(): void {
    const { nats, log } = this.#needs;
    this.#isListening = true;
    const looking = setInterval(() => {
      if (nats.isClosed()) clearInterval(looking);
      else askLateAgain(this.#underWay, this.#secondAsks, this.#settle);
    }, LOOK_MS).unref();
    nats.subscribe(`${this.#inbox}.*`, {
      callback: (error, message) => {
        if (error) return log.error({ err: error }, 'the subscription to answers failed');
        const key = message.subject.slice(this.#inbox.length + 1);
        if (this.#takers.heard(key, !isNobody(message))) return;
        const batch = this.#underWay.get(key);
        if (batch) void this.#receive(batch, message);
      },
    });
  }

  async #receive(batch: CallBatch, message: Msg): Promise<void> {
    if (isNobody(message)) {
      this.#forget(batch);
      return askPast(batch, away('nobody answers this now; try again'));
    }
    const taker = message.headers?.get(TAKEN_BY);
    if (taker) return this.#takers.took(batch.key, batch.subject, taker);
    try {
      const text = Buffer.from(await checkOut(this.#needs, message)).toString();
      const told = answers.parse(JSON.parse(text));
      for (const [place, answer] of told) this.#settle(batch, place, answer as Answer);
    } catch (error) {
      this.#needs.log.error({ err: error, subject: batch.subject }, 'an answer could not be read');
      settleAll(batch, shapeOf(error));
    }
  }

  readonly #settle = (batch: CallBatch, place: number, answer: Answer): void => {
    batch.waiting.get(place)?.settle(answer);
    batch.waiting.delete(place);
    if (batch.waiting.size === 0) this.#forget(batch);
  };

  /** The process that took the batch is gone. */
  #lose(key: string): void {
    const batch = this.#underWay.get(key);
    if (!batch) return;
    this.#forget(batch);
    settleAll(batch, away('the process that answered this is gone; try again'));
  }

  /** No more answers are expected for the batch. */
  #forget(batch: CallBatch): void {
    clearTimeout(batch.timer);
    this.#underWay.delete(batch.key);
    if (batch.isWatched) this.#takers.settled(batch.key);
  }
}

/** Whether this is the broker's "no responders". */
function isNobody({ headers: told, data }: Msg): boolean {
  return told?.code === 503 && data.length === 0;
}

function askingWhoTakesIt(): MsgHdrs {
  const asking = headers();
  asking.set(WATCHED, '1');
  return asking;
}

function shapeOf(error: unknown): ErrorShape {
  return error instanceof MeshError ? error.toShape() : away(NO_BROKER);
}

function away(message: string): ErrorShape {
  return unavailable(message).toShape();
}
