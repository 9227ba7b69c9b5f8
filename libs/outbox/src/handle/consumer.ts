import type { Bus } from '@mesh/bus/bus';
import type { Service } from '@mesh/contracts/operation';
import { type ConsumerName, consumers, durableName, streamOf } from '@mesh/contracts/subjects';
import {
  AckPolicy,
  type Consumer,
  type ConsumerInfo,
  DeliverPolicy,
  JetStreamApiCodes,
  JetStreamApiError,
  type JetStreamManager,
  jetstream,
  ReplayPolicy,
} from '@nats-io/jetstream';
import { nanos } from '@nats-io/nats-core';
import type { StreamName } from '../publish/streams.ts';

/** After this long without a sign of life, another replica gets the message. */
export const ACK_WAIT_MS = 10_000;
const MOST_PENDING = 10_000;

/**
 * Creates the durable pull consumer if it is missing, and updates its filter. It starts with the oldest event of the stream.
 */
export async function ensureConsumer(
  bus: Bus,
  manager: JetStreamManager,
  { service, name }: { readonly service: Service; readonly name: ConsumerName },
  filter: string,
): Promise<Consumer> {
  const stream = streamOf(name);
  const durable = durableName(service, name);
  const changeable = {
    filter_subject: filter,
    ack_wait: nanos(ACK_WAIT_MS),
    max_ack_pending: MOST_PENDING,
    max_deliver: -1, // failures are counted in the service's database
  };
  if (await consumerNamed(manager, stream, durable)) {
    await manager.consumers.update(stream, durable, changeable);
  } else {
    await manager.consumers.add(stream, {
      ...changeable,
      durable_name: durable,
      ack_policy: AckPolicy.Explicit,
      deliver_policy: DeliverPolicy.All,
      replay_policy: ReplayPolicy.Instant,
    });
  }
  return jetstream(bus.nats).consumers.get(stream, durable);
}

/**
 * Rewinds a service's consumers of a stream to just after the message `sound`, up to which the stream is unchanged. Consumers
 * that are further behind stay. nats-server up to 2.9 leaves them ahead of a shorter stream, where they would skip whatever
 * arrives.
 */
export async function sendBack(
  manager: JetStreamManager,
  service: Service,
  stream: StreamName,
  sound: number,
): Promise<void> {
  const readers = consumers[service].filter((name) => streamOf(name) === stream);
  for (const durable of readers.map((name) => durableName(service, name))) {
    const there = await consumerNamed(manager, stream, durable);
    if (!there || there.delivered.stream_seq <= sound) continue;
    await manager.consumers.delete(stream, durable);
    await manager.consumers
      .add(stream, {
        ...there.config,
        deliver_policy: DeliverPolicy.StartSequence,
        opt_start_seq: Math.min(there.ack_floor.stream_seq, sound) + 1,
      })
      .catch(unlessAnswered); // its loop was faster and began at the oldest event
  }
}

async function consumerNamed(
  manager: JetStreamManager,
  stream: string,
  durable: string,
): Promise<ConsumerInfo | undefined> {
  return manager.consumers.info(stream, durable).catch((error: unknown) => {
    if (error instanceof JetStreamApiError && error.code === JetStreamApiCodes.ConsumerNotFound) return undefined;
    throw error;
  });
}

function unlessAnswered(error: unknown): void {
  if (!(error instanceof JetStreamApiError)) throw error;
}
