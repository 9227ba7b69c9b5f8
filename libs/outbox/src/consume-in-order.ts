import type { Bus } from '@mesh/bus/bus';
import { checkOut } from '@mesh/bus/claim-check';
import type { Service } from '@mesh/contracts/operation';
import { type ConsumerName, durableName, EVENTS, streamSubjects } from '@mesh/contracts/subjects';
import type { Log } from '@mesh/runtime/log';
import { startLoop } from '@mesh/runtime/loop';
import type { JsMsg } from '@nats-io/jetstream';
import { type FactOf, onEvery } from './on.ts';
import { openMessages } from './open-messages.ts';
import { readFact } from './read-fact.ts';
import { restOf } from './rest-of.ts';

const MOST_AT_ONCE = 512;
/** From one handing over to the next, so that under load many facts share one; a fact that comes alone waits for nobody. */
const GATHER_MS = 40;
const every = [onEvery<never>(async () => {})];

export type ConsumingInOrder = {
  readonly bus: Bus;
  readonly service: Service;
  readonly name: ConsumerName;
  readonly log: Log;
  /** Gets what has gathered while it worked, in the stream's order. A fact may come again; all come again when it rejects. */
  readonly handle: (facts: readonly FactOf<unknown>[]) => Promise<void>;
};

/** Hands every event of all workspaces over in groups, until disposed. What is no event of ours is logged and passed over. */
export function consumeInOrder(needs: ConsumingInOrder): AsyncDisposable {
  const log = needs.log.child({ part: 'consumer', consumer: needs.name });
  const name = `consumer ${durableName(needs.service, needs.name)}`;
  return startLoop(name, (signal) => run({ ...needs, log }, signal), log);
}

async function run(needs: ConsumingInOrder, signal: AbortSignal): Promise<void> {
  if (!needs.bus.connected) return;
  using open = await openMessages(needs, { filter: streamSubjects[EVENTS], ahead: MOST_AT_ONCE }, signal);

  const gathered: JsMsg[] = [];
  let work: Promise<void> | undefined;
  let failure: unknown;
  const hand = async () => {
    while (gathered.length > 0 && !failure) {
      const began = performance.now();
      await handOver(needs, gathered.splice(0, MOST_AT_ONCE));
      if (gathered.length < MOST_AT_ONCE) await restOf(GATHER_MS, began, signal);
    }
  };
  try {
    for await (const message of open.messages) {
      gathered.push(message);
      if (gathered.length >= MOST_AT_ONCE) await work;
      work ??= hand()
        .catch((error: unknown) => {
          failure = error;
          open.close();
        })
        .finally(() => {
          work = undefined;
        });
    }
  } finally {
    await work;
  }
  for (const message of gathered) message.nak();
  if (failure) throw failure;
}

/** Acknowledges what was handled, and gives back, in order, what was not. */
async function handOver({ bus, handle, log }: ConsumingInOrder, messages: readonly JsMsg[]): Promise<void> {
  try {
    const facts: FactOf<unknown>[] = [];
    for (const message of messages) {
      const payload = Buffer.from(await checkOut(bus, message)).toString();
      const read = readFact(every, message.subject, message.headers, payload);
      if (read.kind === 'fact') facts.push(read.fact);
      else log.error({ subject: message.subject, read }, 'a message is no event and was passed over');
    }
    if (facts.length > 0) await handle(facts);
  } catch (error) {
    for (const message of messages) message.nak();
    throw error;
  }
  for (const message of messages) message.ack();
}
