import { once } from 'node:events';
import { MeshError } from '@mesh/contracts/mesh-error';
import type { Log } from '@mesh/runtime/log';
import { inSpan } from '@mesh/runtime/span';
import type { FastifyReply } from 'fastify';
import { type Beginning, beginningOf } from '../beginning.ts';
import { type Cursor, formatCursor } from '../cursor.ts';
import { follow } from '../follow.ts';
import { resetFrame } from '../frame.ts';
import type { Hub } from '../hub.ts';
import type { Topic } from '../topic.ts';
import { EventStream } from './event-stream.ts';
import type { OpenStreams } from './open-streams.ts';

export type StreamNeeds = { readonly hub: Hub; readonly streams: OpenStreams; readonly log: Log };
type Asked = { readonly topic: Topic; readonly cursor: Cursor | undefined; readonly mayStill: () => Promise<unknown> };

/** Streams the events of a topic as they come; 204 if the topic has ended and the cursor is at its end. */
export async function streamTopic(
  reply: FastifyReply,
  { topic, cursor, mayStill }: Asked,
  needs: StreamNeeds,
): Promise<FastifyReply> {
  const stream = new EventStream(reply.raw, topic);
  needs.streams.admit(stream, mayStill);
  const attributes = { 'mesh.live.topic': topic.hint, 'mesh.live.cursor': cursor ? formatCursor(cursor) : '' };
  return inSpan('stream events', { attributes }, async (span) => {
    const beginning = await begin(stream, cursor);
    if (beginning?.kind === 'over') return reply.code(204).send();
    reply.hijack();
    if (!beginning) return reply;
    stream.start(reply.getHeaders(), beginning.position, beginning.first);
    try {
      await follow(stream, beginning.page, needs.hub);
      if (!stream.signal.aborted) await once(stream.signal, 'abort');
    } catch (error) {
      if (!stream.signal.aborted) needs.log.warn({ err: error }, 'a stream cannot be read on; its client will resume');
      stream.end('failed');
    }
    span.setAttributes({ 'mesh.live.position': stream.position, 'mesh.live.ended': stream.reason ?? '' });
    return reply;
  });
}

type Start = Exclude<Beginning, { kind: 'reset' }> & { readonly first?: string };

/** Undefined if the client has left meanwhile. Throws what the topic refuses with, and `unavailable` while draining. */
async function begin(stream: EventStream, cursor: Cursor | undefined): Promise<Start | undefined> {
  const { topic, signal } = stream;
  try {
    const beginning = await beginningOf(topic, cursor, signal);
    if (beginning.kind !== 'reset') return beginning;
    const { page } = beginning;
    return { kind: 'follow', position: 0, page, first: resetFrame(page.epoch, await topic.snapshot(signal)) };
  } catch (error) {
    if (stream.reason === 'gone') return undefined;
    if (signal.aborted) throw new MeshError('unavailable', 'this gateway is closing; connect again', { cause: error });
    throw error;
  }
}
