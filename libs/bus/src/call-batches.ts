import { type ErrorShape, MeshError } from '@mesh/contracts/mesh-error';
import type { Log } from '@mesh/runtime/log';
import { createInbox, type Msg, type NatsConnection } from '@nats-io/transport-node';
import { type ClaimCheck, checkIn, checkOut } from './claim-check.ts';
import { type Answer, answers, type Item, MAX_BYTES, MAX_ITEMS } from './envelope.ts';

const AWAY_SECONDS = 1;
type Waiting = { json: string; leftMs: number; settle(answer: Answer): void };
/** Questions of one subject that were asked in one turn of the event loop and ride one message. */
type Batch = { subject: string; waiting: Waiting[]; bytes: number };
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
    underWay.set(key, batch);
    setTimeout(() => underWay.delete(key), Math.max(...batch.waiting.map(({ leftMs }) => leftMs)) + 1).unref();
    try {
      const bytes = Buffer.from(`[${batch.waiting.map(({ json }) => json).join()}]`);
      const { data, headers } = await checkIn(needs, bytes);
      nats.publish(batch.subject, data, { reply: `${inbox}.${key}`, ...(headers ? { headers } : {}) });
    } catch (error) {
      underWay.delete(key);
      settleAll(batch, shapeOf(error));
    }
  }

  function listen(): void {
    listening = true;
    nats.subscribe(`${inbox}.*`, {
      callback: (error, message) => {
        if (error) return log.error({ err: error }, 'the subscription to answers failed');
        const batch = underWay.get(message.subject.slice(inbox.length + 1));
        if (batch) void receive(batch, message);
      },
    });
  }

  async function receive(batch: Batch, message: Msg): Promise<void> {
    if (message.headers?.code === 503 && message.data.length === 0) {
      return settleAll(batch, {
        code: 'unavailable',
        message: 'nobody answers this now; try again',
        retryAfterSeconds: AWAY_SECONDS,
      });
    }
    try {
      const text = Buffer.from(await checkOut(needs, message)).toString();
      for (const [place, answer] of answers.parse(JSON.parse(text))) batch.waiting[place]?.settle(answer as Answer);
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
        batch = { subject, waiting: [], bytes: 0 };
        gathering.set(subject, batch);
      }
      const { promise, resolve } = Promise.withResolvers<Answer>();
      batch.waiting.push({ json, leftMs: item.leftMs, settle: resolve });
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
