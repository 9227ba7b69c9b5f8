import type { DirectCalls } from '../direct/direct-calls.ts';
import type { Answer, Item } from '../envelope.ts';
import { GRACE_MS } from '../takers.ts';
import { addTo, type CallBatch, hasRoom, newBatch } from './call-batch.ts';
import { type SendingNeeds, SentBatches } from './sent-batches.ts';

type Asking = {
  /** If the process that took the question dies, the call fails at once, long before the deadline. */
  readonly watched?: boolean | undefined;
  /** Asking twice has the same effect as asking once. */
  readonly repeatable?: boolean | undefined;
};
type Needs = SendingNeeds & { readonly direct: DirectCalls };

/** Sends questions, in one message those of one turn and subject. Every question is settled: by its answer or its deadline. */
export type CallBatches = {
  /** Asks directly while the broker is away or nobody listens there, if the service can be reached so. */
  ask(subject: string, item: Item, asking?: Asking): Promise<Answer>;
  /** The broker is gone: repeatable questions without an answer are asked directly. */
  goAround(): void;
};

export function callBatches({ direct, ...needs }: Needs): CallBatches {
  const sent = new SentBatches(needs);
  const gathering = new Map<string, CallBatch>();
  let made = 0;

  const flush = () => {
    const batches = [...gathering.values()];
    gathering.clear();
    for (const batch of batches) void sent.send(batch);
  };
  const batchFor = (subject: string, question: string): CallBatch => {
    const there = gathering.get(subject);
    if (there && hasRoom(there, question)) return there;
    if (there) void sent.send(there);
    else if (gathering.size === 0) setImmediate(flush);
    const batch = newBatch(String(++made), subject);
    gathering.set(subject, batch);
    return batch;
  };
  return {
    ask(subject, item, { watched = false, repeatable = false } = {}) {
      const question = JSON.stringify(item);
      const batch = batchFor(subject, question);
      const { promise, resolve } = Promise.withResolvers<Answer>();
      const leftMs = item.leftMs + (watched ? GRACE_MS : 0);
      const past = () => direct.ask(subject, item);
      addTo(batch, question, { leftMs, isRepeatable: repeatable, past, settle: resolve });
      batch.isWatched ||= watched;
      return promise;
    },
    goAround: () => sent.goAround(),
  };
}
