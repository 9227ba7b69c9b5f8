import { durableName, EVERY_EVENT, topicSubject } from '@mesh/contracts/subjects';
import { startLoop } from '@mesh/runtime/loop';
import { pauseFor } from '@mesh/runtime/pause-for';
import { Semaphore } from '@mesh/runtime/semaphore';
import type { JsMsg } from '@nats-io/jetstream';
import { ACK_WAIT_MS } from './handle/consumer.ts';
import { type Consuming, handleMessage } from './handle/handle-message.ts';
import { openMessages } from './handle/open-messages.ts';
import { replayDeadLetter } from './handle/replay.ts';
import type { FactHandler } from './on.ts';
import type { OutboxTables } from './tables.ts';

const AT_ONCE = 16;
const FETCHED = 64;
const LOOK_MS = 100;

export type Consumption = AsyncDisposable & {
  /** Handles a dead letter again under its own id. Throws `not-found`, or what the handler throws. */
  replay(workspaceId: string, eventId: string): Promise<void>;
};

/** Handles the events that `handlers` name, each once, until disposed. Replicas share the work. */
export function consume<S extends OutboxTables>(needs: Consuming<S>): Consumption {
  const { service, name } = needs;
  const log = needs.log.child({ part: 'consumer', consumer: name });
  const consuming = { ...needs, log };
  const loop = startLoop(`consumer ${durableName(service, name)}`, (signal) => run(consuming, signal), log);
  return {
    replay: (workspaceId, eventId) => replayDeadLetter(consuming, workspaceId, eventId),
    [Symbol.asyncDispose]: () => loop[Symbol.asyncDispose](),
  };
}

async function run<S extends OutboxTables>(needs: Consuming<S>, signal: AbortSignal): Promise<void> {
  const { bus, handlers } = needs;
  while (!bus.connected && !signal.aborted) await pauseFor(LOOK_MS, signal);
  if (signal.aborted) return;
  using open = await openMessages(needs, { filter: filterOf(handlers), ahead: FETCHED }, signal);
  const semaphore = new Semaphore(AT_ONCE, 1);
  const underWay = new Set<Promise<void>>();
  try {
    for await (const message of open.messages) {
      await semaphore.acquire();
      const work = withProgress(message, handleMessage(needs, message)).finally(() => {
        semaphore.release();
        underWay.delete(work);
      });
      underWay.add(work);
    }
  } finally {
    await Promise.all(underWay);
  }
}

/** Keeps telling the broker that the work goes on, so that it redelivers to nobody else. */
async function withProgress(message: JsMsg, work: Promise<void>): Promise<void> {
  const timer = setInterval(() => message.working(), ACK_WAIT_MS / 3);
  try {
    await work;
  } finally {
    clearInterval(timer);
  }
}

/** nats-server 2.9 allows one filter per consumer: the narrowest subject that covers all handlers. */
function filterOf<S>(handlers: readonly FactHandler<S>[]): string {
  const [first, ...rest] = new Set(handlers.map(({ topic }) => topic ?? '>'));
  if (first === undefined) return EVERY_EVENT;
  const words = first.split('.');
  const shared = words.findIndex((word, place) => rest.some((topic) => topic.split('.')[place] !== word));
  return topicSubject({ topic: shared < 0 ? first : [...words.slice(0, shared), '>'].join('.') });
}
