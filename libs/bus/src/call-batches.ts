import { type ErrorShape, MeshError } from '@mesh/contracts/mesh-error';
import type { Log } from '@mesh/runtime/log';
import { createInbox, headers, type Msg, type MsgHdrs, type NatsConnection } from '@nats-io/transport-node';
import { type ClaimCheck, checkIn, checkOut } from './claim-check.ts';
import { type Answer, answers, type Item, MAX_BYTES, MAX_ITEMS } from './envelope.ts';
import { GRACE_MS, TAKEN_BY, Takers, WATCHED } from './takers.ts';

const AWAY_SECONDS = 1;
type Waiting = { leftMs: number; settle(answer: Answer): void };
/** Questions of one subject that were asked in one turn of the event loop and ride one message. */
type Batch = {
  readonly subject: string;
  /** As they are sent; empty once they are. */
  questions: string[];
  readonly waiting: Waiting[];
  bytes: number;
  /** How many answers are still expected. */
  left: number;
  /** Whether somebody wants to know when the process that has taken it dies. */
  isWatched: boolean;
  timer?: NodeJS.Timeout;
};
type Needs = { nats: NatsConnection; inboxPrefix: string; claimCheck: ClaimCheck | undefined; log: Log };

/** Sends questions, those of one turn and subject in one message. Every question is settled: by its answer or its deadline. */
export type CallBatches = {
  /** `watched`: where the process dies that has taken the question, that is the answer, long before the deadline. */
  ask(subject: string, item: Item, watched?: boolean): Promise<Answer>;
};

export function callBatches(needs: Needs): CallBatches {
  const { nats, log, inboxPrefix } = needs;
  const inbox = createInbox(inboxPrefix);
  const underWay = new Map<string, Batch>();
  const gathering = new Map<string, Batch>();
  const takers = new Takers({ nats, inbox, onGone: (key) => lose(key) });
  let sent = 0;
  let listening = false;

  const flush = () => {
    const batches = [...gathering.values()];
    gathering.clear();
    for (const batch of batches) void send(batch);
  };

  async function send(batch: Batch): Promise<void> {
    const key = String(++sent);
    batch.left = batch.waiting.length;
    underWay.set(key, batch);
    const longestMs = Math.max(...batch.waiting.map(({ leftMs }) => leftMs));
    batch.timer = setTimeout(() => forget(key, batch), longestMs + 1).unref();
    try {
      const bytes = Buffer.from(`[${batch.questions.join()}]`);
      batch.questions = [];
      const parcel = await checkIn(needs, bytes, batch.isWatched ? watched() : undefined);
      const carried = parcel.headers ? { headers: parcel.headers } : {};
      nats.publish(batch.subject, parcel.data, { reply: `${inbox}.${key}`, ...carried });
    } catch (error) {
      forget(key, batch);
      settleAll(batch, shapeOf(error));
    }
  }

  /** Nothing more is expected for it. */
  function forget(key: string, batch: Batch): void {
    clearTimeout(batch.timer);
    underWay.delete(key);
    if (batch.isWatched) takers.settled(key);
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

  async function receive(key: string, batch: Batch, message: Msg): Promise<void> {
    if (isNobody(message)) {
      forget(key, batch);
      return settleAll(batch, away('nobody answers this now; try again'));
    }
    const taker = message.headers?.get(TAKEN_BY);
    if (taker) return takers.took(key, batch.subject, taker);
    try {
      const text = Buffer.from(await checkOut(needs, message)).toString();
      const told = answers.parse(JSON.parse(text));
      for (const [place, answer] of told) batch.waiting[place]?.settle(answer as Answer);
      batch.left -= told.length;
      if (batch.left <= 0) forget(key, batch);
    } catch (error) {
      log.error({ err: error, subject: batch.subject }, 'an answer could not be read');
      settleAll(batch, shapeOf(error));
    }
  }

  return {
    ask(subject, item, watched = false) {
      if (!listening) listen();
      const json = JSON.stringify(item);
      let batch = gathering.get(subject);
      if (!batch || batch.waiting.length >= MAX_ITEMS || batch.bytes + json.length > MAX_BYTES) {
        if (batch) void send(batch);
        else if (gathering.size === 0) setImmediate(flush);
        batch = { subject, questions: [], waiting: [], bytes: 0, left: 0, isWatched: false };
        gathering.set(subject, batch);
      }
      const { promise, resolve } = Promise.withResolvers<Answer>();
      batch.questions.push(json);
      batch.waiting.push({ leftMs: item.leftMs + (watched ? GRACE_MS : 0), settle: resolve });
      batch.bytes += json.length;
      batch.isWatched ||= watched;
      return promise;
    },
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

function settleAll(batch: Batch, error: ErrorShape): void {
  for (const { settle } of batch.waiting) settle({ error });
}

function shapeOf(error: unknown): ErrorShape {
  return error instanceof MeshError ? error.toShape() : away('the broker cannot be reached; try again');
}

function away(message: string): ErrorShape {
  return { code: 'unavailable', message, retryAfterSeconds: AWAY_SECONDS };
}
