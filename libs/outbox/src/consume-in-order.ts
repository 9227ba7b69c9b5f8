import type { Bus } from '@mesh/bus/bus';
import type { Service } from '@mesh/contracts/operation';
import { type ConsumerName, durableName } from '@mesh/contracts/subjects';
import type { Log } from '@mesh/runtime/log';
import { startLoop } from '@mesh/runtime/loop';
import { pauseFor } from '@mesh/runtime/pause-for';
import type { JsMsg } from '@nats-io/jetstream';
import { type Heard, heardIn } from './handle/heard.ts';
import { openMessages } from './handle/open-messages.ts';
import { restOf } from './rest-of.ts';

/** Between two hand-overs, so that under load many events share one; a lone event waits for nobody. */
const GATHER_MS = 150;
const AGAIN_MS = 500;

export type ConsumingInOrder = {
  readonly bus: Bus;
  readonly service: Service;
  readonly name: ConsumerName;
  /** The subjects to consume: of events, or of bundles. */
  readonly filter: string;
  /** Most messages handed over together. */
  readonly atOnce: number;
  readonly log: Log;
  /** Gets what has arrived while it worked, in the stream's order. Events may be repeated, and come again if it rejects. */
  readonly handle: (heard: readonly Heard[]) => Promise<void>;
};

/** Hands over the events of all workspaces in groups, until disposed. Malformed ones are logged and skipped. */
export function consumeInOrder(needs: ConsumingInOrder): AsyncDisposable {
  const log = needs.log.child({ part: 'consumer', consumer: needs.name });
  const name = `consumer ${durableName(needs.service, needs.name)}`;
  return startLoop(name, (signal) => run({ ...needs, log }, signal), log);
}

async function run(needs: ConsumingInOrder, signal: AbortSignal): Promise<void> {
  const { atOnce, filter } = needs;
  if (!needs.bus.connected) return;
  using open = await openMessages(needs, { filter, ahead: atOnce }, signal);

  const gathered: JsMsg[] = [];
  let work: Promise<void> | undefined;
  const hand = async () => {
    while (gathered.length > 0 && !signal.aborted) {
      const began = performance.now();
      await handOver(needs, gathered.splice(0, atOnce), signal);
      if (gathered.length < atOnce) await restOf(GATHER_MS, began, signal);
    }
  };
  try {
    for await (const message of open.messages) {
      gathered.push(message);
      if (gathered.length >= atOnce) await work;
      work ??= hand().finally(() => {
        work = undefined;
      });
    }
  } finally {
    await work;
  }
  for (const message of gathered) message.nak();
}

/** Acknowledges what was handled. A failure is retried here: after a nak the message would come back behind its successors. */
async function handOver(needs: ConsumingInOrder, messages: readonly JsMsg[], signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    try {
      const heard = await heardIn(needs, messages);
      if (heard.length > 0) await needs.handle(heard);
      for (const message of messages) message.ack();
      return;
    } catch (error) {
      needs.log.warn({ err: error, messages: messages.length }, 'what was heard cannot be dealt with now');
      await pauseFor(AGAIN_MS, signal);
      for (const message of messages) message.working();
    }
  }
  for (const message of messages) message.nak();
}
