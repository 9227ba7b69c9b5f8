import { type ErrorShape, MeshError } from '@mesh/contracts/mesh-error';
import type { Log } from '@mesh/runtime/log';
import { createInbox, headers, type Msg, type MsgHdrs, type NatsConnection } from '@nats-io/transport-node';
import { askAllAgain, askLateAgain } from './ask-again.ts';
import { askPast, type CallBatch, hasRoom, newBatch, settleAll } from './call-batch.ts';
import { type ClaimCheck, checkIn, checkOut } from './claim-check.ts';
import type { DirectCalls } from './direct/direct-calls.ts';
import { type Answer, answers, type Item } from './envelope.ts';
import { SecondAsks } from './second-asks.ts';
import { GRACE_MS, TAKEN_BY, Takers, WATCHED } from './takers.ts';

const AWAY_SECONDS = 1;
const LOOK_MS = 1_000;
const NO_BROKER = 'the broker does not answer; try again';
type Asking = {
  /** Where the process dies that has taken the question, that is the answer, long before the deadline. */
  readonly watched?: boolean | undefined;
  /** Asking twice does no more than asking once. */
  readonly repeatable?: boolean | undefined;
};
type Needs = {
  nats: NatsConnection;
  inboxPrefix: string;
  claimCheck: ClaimCheck | undefined;
  direct: DirectCalls;
  /** Whether the broker does not answer now. */
  isAway: () => boolean;
  log: Log;
};

/** Sends questions, those of one turn and subject in one message. Every question is settled: by its answer or its deadline. */
export type CallBatches = {
  /** Past the broker while that is away, or nobody hears it there, where the service can be reached so. */
  ask(subject: string, item: Item, asking?: Asking): Promise<Answer>;
  /** The broker is gone: what may be asked twice and has no answer yet is asked past it. */
  goAround(): void;
};

export function callBatches(needs: Needs): CallBatches {
  const { nats, log, inboxPrefix, direct, isAway } = needs;
  const inbox = createInbox(inboxPrefix);
  const underWay = new Map<string, CallBatch>();
  const gathering = new Map<string, CallBatch>();
  const takers = new Takers({ nats, inbox, onGone: (key) => lose(key) });
  const secondAsks = new SecondAsks();
  let sent = 0;
  let listening = false;

  const flush = () => {
    const batches = [...gathering.values()];
    gathering.clear();
    for (const batch of batches) void send(batch);
  };

  async function send(batch: CallBatch): Promise<void> {
    const key = String(++sent);
    if (isAway()) return askPast(batch, away(NO_BROKER));
    underWay.set(key, batch);
    const longestMs = Math.max(...[...batch.waiting.values()].map(({ leftMs }) => leftMs));
    batch.timer = setTimeout(() => forget(key, batch), longestMs + 1).unref();
    try {
      const bytes = Buffer.from(`[${batch.questions.join()}]`);
      batch.questions = [];
      batch.sentAt = performance.now();
      secondAsks.first(batch.waiting.size);
      const parcel = await checkIn(needs, bytes, batch.isWatched ? watched() : undefined);
      const carried = parcel.headers ? { headers: parcel.headers } : {};
      nats.publish(batch.subject, parcel.data, { reply: `${inbox}.${key}`, ...carried });
    } catch (error) {
      forget(key, batch);
      settleAll(batch, shapeOf(error));
    }
  }

  /** Nothing more is expected for it. */
  function forget(key: string, batch: CallBatch): void {
    clearTimeout(batch.timer);
    underWay.delete(key);
    if (batch.isWatched) takers.settled(key);
  }

  function settleOne(key: string, batch: CallBatch, place: number, answer: Answer): void {
    batch.waiting.get(place)?.settle(answer);
    batch.waiting.delete(place);
    if (batch.waiting.size === 0) forget(key, batch);
  }

  /** The process that had taken it is gone. */
  function lose(key: string): void {
    const batch = underWay.get(key);
    if (!batch) return;
    forget(key, batch);
    settleAll(batch, away('the process that answered this is gone; try again'));
  }

  function listen(): void {
    listening = true;
    const looking = setInterval(
      () => (nats.isClosed() ? clearInterval(looking) : askLateAgain(underWay, secondAsks, settleOne)),
      LOOK_MS,
    ).unref();
    nats.subscribe(`${inbox}.*`, {
      callback: (error, message) => {
        if (error) return log.error({ err: error }, 'the subscription to answers failed');
        const key = message.subject.slice(inbox.length + 1);
        if (takers.heard(key, !isNobody(message))) return;
        const batch = underWay.get(key);
        if (batch) void receive(key, batch, message);
      },
    });
  }

  async function receive(key: string, batch: CallBatch, message: Msg): Promise<void> {
    if (isNobody(message)) {
      forget(key, batch);
      return askPast(batch, away('nobody answers this now; try again'));
    }
    const taker = message.headers?.get(TAKEN_BY);
    if (taker) return takers.took(key, batch.subject, taker);
    try {
      const text = Buffer.from(await checkOut(needs, message)).toString();
      const told = answers.parse(JSON.parse(text));
      for (const [place, answer] of told) settleOne(key, batch, place, answer as Answer);
    } catch (error) {
      log.error({ err: error, subject: batch.subject }, 'an answer could not be read');
      settleAll(batch, shapeOf(error));
    }
  }

  return {
    ask(subject, item, { watched = false, repeatable = false } = {}) {
      if (!listening) listen();
      const json = JSON.stringify(item);
      let batch = gathering.get(subject);
      if (!batch || !hasRoom(batch, json)) {
        if (batch) void send(batch);
        else if (gathering.size === 0) setImmediate(flush);
        batch = newBatch(subject);
        gathering.set(subject, batch);
      }
      const { promise, resolve } = Promise.withResolvers<Answer>();
      batch.questions.push(json);
      const leftMs = item.leftMs + (watched ? GRACE_MS : 0);
      const past = () => direct.ask(subject, item);
      batch.waiting.set(batch.waiting.size, { leftMs, isRepeatable: repeatable, past, settle: resolve });
      batch.bytes += json.length;
      batch.isWatched ||= watched;
      return promise;
    },
    goAround: () => askAllAgain(underWay, settleOne),
  };
}

/** What the broker says where nobody is subscribed. */
function isNobody({ headers: told, data }: Msg): boolean {
  return told?.code === 503 && data.length === 0;
}

function watched(): MsgHdrs {
  const asking = headers();
  asking.set(WATCHED, '1');
  return asking;
}

function shapeOf(error: unknown): ErrorShape {
  return error instanceof MeshError ? error.toShape() : away(NO_BROKER);
}

function away(message: string): ErrorShape {
  return { code: 'unavailable', message, retryAfterSeconds: AWAY_SECONDS };
}
