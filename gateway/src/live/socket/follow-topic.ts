import { beginningOf } from '../beginning.ts';
import { cursorOf } from '../cursor.ts';
import { follow } from '../follow.ts';
import type { Hub } from '../hub.ts';
import type { Subscribe } from './message.ts';
import type { Subscription } from './subscription.ts';

/** Begins a subscription at its cursor and brings it to the head, as an SSE stream is. Throws what the topic refuses with. */
export async function followTopic(hub: Hub, subscription: Subscription, { after }: Subscribe): Promise<void> {
  const { topic, signal } = subscription;
  const beginning = await beginningOf(topic, cursorOf(undefined, after), signal);
  if (signal.aborted) return;
  if (beginning.kind === 'over') return subscription.end('over');
  subscription.start(beginning.kind === 'follow' ? beginning.position : 0);
  const { page } = beginning;
  if (beginning.kind === 'reset') subscription.reset(page.epoch, await topic.snapshot(signal));
  await follow(subscription, page, hub);
}
