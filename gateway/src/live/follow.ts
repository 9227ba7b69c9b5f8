import { batchOf } from './batch.ts';
import type { PacedFollower } from './follower.ts';
import type { Hub } from './hub.ts';
import type { Page } from './topic.ts';

/** Brings a stream from `page` to the head at the client's own pace, and leaves it to the hub there. */
export async function follow(stream: PacedFollower, page: Page, hub: Hub): Promise<void> {
  const { signal, topic } = stream;
  const { epoch } = page;
  for (let next = page; !signal.aborted; next = await topic.read(stream.position, signal)) {
    if (next.epoch !== epoch) return stream.end('moved');
    const batch = batchOf(next);
    if (batch) await stream.send(batch);
    else if (next.ended) return stream.end('over');
    if (!next.more && !next.ended && hub.join(stream, epoch)) return;
  }
}
