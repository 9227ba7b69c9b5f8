import type { Bus } from '@mesh/bus/bus';
import { EVENTS } from '@mesh/contracts/subjects';
import {
  AckPolicy,
  type Consumer,
  DeliverPolicy,
  JetStreamApiError,
  type JetStreamManager,
  jetstream,
  ReplayPolicy,
} from '@nats-io/jetstream';
import { nanos } from '@nats-io/nats-core';

/** After this long without a sign, another replica gets the fact. */
export const ACK_WAIT_MS = 10_000;
const MOST_PENDING = 10_000;

/** A server from 2.10 on refuses to make a consumer that is there with another filter; an older one changes it. */
const ALREADY_EXISTS = 10148;

/**
 * The durable pull consumer, made where it is missing and told its filter where that has changed. It starts with the
 * oldest event that the stream holds.
 */
export async function ensureConsumer(
  bus: Bus,
  manager: JetStreamManager,
  durable: string,
  filter: string,
): Promise<Consumer> {
  const changeable = {
    filter_subject: filter,
    ack_wait: nanos(ACK_WAIT_MS),
    max_ack_pending: MOST_PENDING,
    max_deliver: -1, // the application counts failures, in its database
  };
  try {
    await manager.consumers.add(EVENTS, {
      ...changeable,
      durable_name: durable,
      ack_policy: AckPolicy.Explicit,
      deliver_policy: DeliverPolicy.All,
      replay_policy: ReplayPolicy.Instant,
    });
  } catch (error) {
    if (!(error instanceof JetStreamApiError && error.code === ALREADY_EXISTS)) throw error;
    await manager.consumers.update(EVENTS, durable, changeable);
  }
  return jetstream(bus.nats).consumers.get(EVENTS, durable);
}
