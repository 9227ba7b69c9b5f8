import { type ErrorShape, MeshError } from '@mesh/contracts/mesh-error';
import type { Log } from '@mesh/runtime/log';
import { createInbox, type Msg, type NatsConnection } from '@nats-io/transport-node';
import { type ClaimCheck, checkIn, checkOut } from './claim-check.ts';
import { type Answer, answers, type Item, MAX_BYTES, MAX_ITEMS } from './envelope.ts';

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
  timer?: NodeJS.Timeout;
};
type Needs = { nats: NatsConnection; inboxPrefix: string; claimCheck: ClaimCheck | undefined; log: Log };

/** Sends questions, those of one turn and subject in one message. Every question is settled: by its answer or its deadline. */
export type CallBatches = {
  ask(subject: string, item: Item): Promise<Answer>;
};

export function callBatches(needs: Needs): CallBatches {
  const { nats, log, inboxPrefix } = needs;
  const inbox = createInbox(inboxPrefix);
  const underWay = new Map<string, Batch>();
  const gathering = new Map<string, Batch>();
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
    batch.timer = setTimeout(() => underWay.delete(key), longestMs + 1).unref();
    try {
      const bytes = Buffer.from(`[${batch.questions.join()}]`);
      batch.questions = [];
      const { data, headers } = await checkIn(needs, bytes);
      nats.publish(batch.subject, data, { reply: `${inbox}.${key}`, ...(headers ? { headers } : {}) });
    } catch (error) {
      forget(key, batch);
      settleAll(batch, shapeOf(error));
    }
  }

  /** Nothing more is expected for it. */
  function forget(key: string, batch: Batch): void {
    clearTimeout(batch.timer);
    underWay.delete(key);
  }

  function listen(): void {
    listening = true;
    nats.subscribe(`${inbox}.*`, {
      callback: (error, message) => {
        if (error) return log.error({ err: error }, 'the subscription to answers failed');
        const key = message.subject.slice(inbox.length + 1);
        const batch = underWay.get(key);
        if (batch) void receive(key, batch, message);
      },
    });
  }

  async function receive(key: string, batch: Batch, message: Msg): Promise<void> {
    if (message.headers?.code === 503 && message.data.length === 0) {
      forget(key, batch);
      return settleAll(batch, {
        code: 'unavailable',
        message: 'nobody answers this now; try again',
        retryAfterSeconds: AWAY_SECONDS,
      });
    }
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
    ask(subject, item) {
      if (!listening) listen();
      const json = JSON.stringify(item);
      let batch = gathering.get(subject);
      if (!batch || batch.waiting.length >= MAX_ITEMS || batch.bytes + json.length > MAX_BYTES) {
        if (batch) void send(batch);
        else if (gathering.size === 0) setImmediate(flush);
        batch = { subject, questions: [], waiting: [], bytes: 0, left: 0 };
        gathering.set(subject, batch);
      }
      const { promise, resolve } = Promise.withResolvers<Answer>();
      batch.questions.push(json);
      batch.waiting.push({ leftMs: item.leftMs, settle: resolve });
      batch.bytes += json.length;
      return promise;
    },
  };
}

function settleAll(batch: Batch, error: ErrorShape): void {
  for (const { settle } of batch.waiting) settle({ error });
}

function shapeOf(error: unknown): ErrorShape {
  if (error instanceof MeshError) return error.toShape();
  return { code: 'unavailable', message: 'the broker cannot be reached; try again', retryAfterSeconds: AWAY_SECONDS };
}
