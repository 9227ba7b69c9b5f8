import { type Batch, batchOf } from './batch.ts';
import type { Follower } from './follower.ts';
import type { Hub } from './hub.ts';
import type { Page } from './topic.ts';

/** Sends a stream from `page` to the head at the client's own pace, then hands it to the hub. */
export async function follow(stream: Follower, page: Page, hub: Hub): Promise<void> {
  const { signal, topic } = stream;
  const { epoch } = page;
  for (let next = page; !signal.aborted; next = await topic.read(stream.position, signal)) {
    if (next.epoch !== epoch) return stream.end('moved');
    const batch = batchOf(next);
    if (batch) await send(stream, batch);
    else if (next.ended) return stream.end('over');
    if (!next.more && !next.ended && hub.join(stream, epoch)) return;
  }
}

/** Resolves once all that was written has left the buffer, or the stream has ended. */
async function send(stream: Follower, batch: Batch): Promise<void> {
  const { signal } = stream;
  if (batch.last <= stream.position) return;
  const { promise, resolve } = Promise.withResolvers<void>();
  const done = () => resolve();
  signal.addEventListener('abort', done, { once: true });
  stream.take(batch, done);
  await promise;
  signal.removeEventListener('abort', done);
}
