import type { Bus } from '@mesh/bus/bus';
import { type JetStreamManager, jetstreamManager } from '@nats-io/jetstream';

const ANSWER_MS = 2_000;

/** The manager of the broker's streams and consumers. It contacts the broker at its first use. */
export function managerOf({ nats }: Pick<Bus, 'nats'>): Promise<JetStreamManager> {
  return jetstreamManager(nats, { checkAPI: false, timeout: ANSWER_MS });
}
