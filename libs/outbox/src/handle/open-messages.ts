import type { Bus } from '@mesh/bus/bus';
import type { Service } from '@mesh/contracts/operation';
import { type ConsumerName, streamOf } from '@mesh/contracts/subjects';
import type { ConsumerMessages } from '@nats-io/jetstream';
import { managerOf } from '../manager-of.ts';
import { ensureStream } from '../publish/streams.ts';
import { ensureConsumer } from './consumer.ts';

const PULL_MS = 10_000;
const HEARTBEAT_MS = 2_000;

type Consumer = { readonly bus: Bus; readonly service: Service; readonly name: ConsumerName };

/** The messages of a consumer, a bounded number ahead, until closed or `signal` aborts. */
export async function openMessages(
  { bus, service, name }: Consumer,
  { filter, ahead }: { readonly filter: string; readonly ahead: number },
  signal: AbortSignal,
): Promise<Disposable & { readonly messages: ConsumerMessages }> {
  const manager = await managerOf(bus);
  await ensureStream(manager, streamOf(name));
  const consumer = await ensureConsumer(bus, manager, { service, name }, filter);
  const messages = await consumer.consume({
    max_messages: ahead,
    expires: PULL_MS,
    idle_heartbeat: HEARTBEAT_MS,
    abort_on_missing_resource: true,
  });
  const close = () => void messages.close();
  signal.addEventListener('abort', close, { once: true });
  if (signal.aborted) close(); // aborted while it looked up its consumer
  return { messages, [Symbol.dispose]: () => signal.removeEventListener('abort', close) };
}
