import type { Bus } from '@mesh/bus/bus';
import { checkOut } from '@mesh/bus/claim-check';
import type { Service } from '@mesh/contracts/operation';
import { bundledSubject, type ConsumerName, durableName } from '@mesh/contracts/subjects';
import type { Log } from '@mesh/runtime/log';
import { startLoop } from '@mesh/runtime/loop';
import type { JsMsg } from '@nats-io/jetstream';
import { type FactOf, onEvery } from './on.ts';
import { openMessages } from './open-messages.ts';
import { IN_BUNDLE, type ReadBundle, readBundle } from './read-bundle.ts';
import { readFact } from './read-fact.ts';
import { restOf } from './rest-of.ts';

/** From one handing over to the next, so that under load many facts share one; a fact that comes alone waits for nobody. */
const GATHER_MS = 150;
const ID = 'Nats-Msg-Id';
const every = [onEvery<never>(async () => {})];

/** What one message told: one event, or the bundle of some of one subject. */
export type Heard = {
  /** Of the message. What comes again has the same. */
  readonly id: string;
  /** The subject of the events. */
  readonly subject: string;
  readonly workspaceId: string;
  readonly facts: readonly FactOf<unknown>[];
};

export type ConsumingInOrder = {
  readonly bus: Bus;
  readonly service: Service;
  readonly name: ConsumerName;
  /** The subjects that it hears: of events, or of bundles of them. */
  readonly filter: string;
  /** Messages that are handed over together, at most. */
  readonly atOnce: number;
  readonly log: Log;
  /** Gets what has gathered while it worked, in the stream's order. What it had may come again; all of it when it rejects. */
  readonly handle: (heard: readonly Heard[]) => Promise<void>;
};

/** Hands every event of all workspaces over in groups, until disposed. What is no event of ours is logged and passed over. */
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
  let failure: unknown;
  const hand = async () => {
    while (gathered.length > 0 && !failure) {
      const began = performance.now();
      await handOver(needs, gathered.splice(0, atOnce));
      if (gathered.length < atOnce) await restOf(GATHER_MS, began, signal);
    }
  };
  try {
    for await (const message of open.messages) {
      gathered.push(message);
      if (gathered.length >= atOnce) await work;
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
    const heard: Heard[] = [];
    for (const message of messages) {
      const { subject, headers } = message;
      const { facts, refused } = readMessage(message, Buffer.from(await checkOut(bus, message)).toString());
      for (const err of refused) log.error({ subject, err }, 'what is no event was passed over');
      const [first] = facts;
      if (!first) continue;
      const { workspaceId } = first;
      heard.push({ id: headers?.get(ID) || first.id, subject: bundledSubject(subject) ?? subject, workspaceId, facts });
    }
    if (heard.length > 0) await handle(heard);
  } catch (error) {
    for (const message of messages) message.nak();
    throw error;
  }
  for (const message of messages) message.ack();
}

/** The events of a message, one or a bundle of them, and why what else it holds is none. What is in a bundle came with that. */
function readMessage({ subject, headers }: JsMsg, payload: string): ReadBundle {
  try {
    if (bundledSubject(subject)) return readBundle(subject, payload);
    if (headers?.has(IN_BUNDLE)) return { facts: [], refused: [] };
    const read = readFact(every, subject, headers, payload);
    if (read.kind === 'fact') return { facts: [read.fact], refused: [] };
    throw new Error(read.kind === 'refused' ? read.reason : read.kind);
  } catch (error) {
    return { facts: [], refused: [error as Error] };
  }
}
