import { headers } from '@nats-io/transport-node';
import type { Bus } from '../bus.ts';

/** An answer; for a refusal `status` and `title` become headers of the NATS service protocol. */
export type SubscriberAnswer = { readonly body: string; readonly status?: number; readonly title?: string };
/**
 * Must not reject. `signal` aborts when answers are no longer sent; `others` is the number of questions under way beside this
 * one.
 */
export type AnswerSubscriber = (
  asked: { readonly subject: string; readonly data: Uint8Array; readonly others: number },
  signal: AbortSignal,
) => Promise<SubscriberAnswer>;
type Answering = {
  /** The inbox prefix of whoever may ask on a subject; undefined if nobody may. */
  readonly inboxOf: (subject: string) => string | undefined;
  readonly answer: AnswerSubscriber;
};

/**
 * Answers what connections with a secret of their own ask on `subject`, in one replica each, until disposed. An answer is
 * published with this service's permissions, and the broker lets a client name any reply subject: so only the asker's own inbox
 * is accepted.
 */
export function answerSubscribers(
  { nats, log }: Bus,
  subject: string,
  { inboxOf, answer }: Answering,
): AsyncDisposable {
  const stop = new AbortController();
  const underWay = new Set<Promise<void>>();
  const subscription = nats.subscribe(subject, {
    queue: subject,
    callback: (error, message) => {
      if (error) return log.error({ err: error, subject }, 'the subscription to subscribers failed');
      const inbox = inboxOf(message.subject);
      if (inbox === undefined || !message.reply?.startsWith(`${inbox}.`)) return;
      const asked = { subject: message.subject, data: message.data, others: underWay.size };
      const answering = answer(asked, stop.signal)
        .then(({ body, status, title }) => void message.respond(body, refusal(status, title)))
        .catch((cause: unknown) => log.warn({ err: cause, subject }, 'an answer to a subscriber could not be sent'))
        .finally(() => underWay.delete(answering));
      underWay.add(answering);
    },
  });
  return {
    async [Symbol.asyncDispose]() {
      if (!nats.isClosed()) await subscription.drain().catch(() => {});
      stop.abort();
      await Promise.all(underWay);
    },
  };
}

function refusal(status: number | undefined, title = '') {
  if (status === undefined) return {};
  const told = headers();
  told.set('Nats-Service-Error-Code', String(status));
  told.set('Nats-Service-Error', title);
  return { headers: told };
}
