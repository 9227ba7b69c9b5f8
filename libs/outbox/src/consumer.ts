import type { Bus } from '@mesh/bus/bus';
import { EVENTS } from '@mesh/contracts/subjects';
import {
  AckPolicy,
  type Consumer,
  DeliverPolicy,
  type JetStreamManager,
  jetstream,
  ReplayPolicy,
} from '@nats-io/jetstream';
import { nanos } from '@nats-io/nats-core';

/** After this long without a sign, another replica gets the fact. */
export const ACK_WAIT_MS = 10_000;
const MOST_PENDING = 10_000;

/** The durable pull consumer, made where it is missing. It starts with the oldest event that the stream holds. */
export async function ensureConsumer(bus: Bus, manager: JetStreamManager, durable: string, filter: string) {
  await manager.consumers.add(EVENTS, {
    durable_name: durable,
    filter_subject: filter,
    ack_policy: AckPolicy.Explicit,
    ack_wait: nanos(ACK_WAIT_MS),
    max_ack_pending: MOST_PENDING,
    max_deliver: -1, // the application counts failures, in its database
    deliver_policy: DeliverPolicy.All,
    replay_policy: ReplayPolicy.Instant,
  });
  const consumer: Consumer = await jetstream(bus.nats).consumers.get(EVENTS, durable);
  return consumer;
}
