import type { Bus } from '@mesh/bus/bus';
import { type JetStreamManager, jetstreamManager } from '@nats-io/jetstream';

const ANSWER_MS = 2_000;

/** Through what the broker's streams and consumers are made and looked at. It asks nothing before its first use. */
export function managerOf({ nats }: Pick<Bus, 'nats'>): Promise<JetStreamManager> {
  return jetstreamManager(nats, { checkAPI: false, timeout: ANSWER_MS });
}
