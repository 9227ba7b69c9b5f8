import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import type { FastifyInstance } from 'fastify';

/** How long a client may go on sending a body that nobody reads, so that it reads the answer first. */
const LINGER_MS = 2_000;

/**
 * Closes the connection of a request that was answered before its body had arrived, such as one that is too large, after that
 * time. Until then the rest is read and dropped: closing at once would reset the connection, and a client that still sends might
 * never see the answer.
 */
export function cutUnreadBodies(app: FastifyInstance): void {
  app.addHook('onSend', ({ raw }, reply, payload, done) => {
    if (raw.complete || reply.getHeader('connection') !== 'close' || typeof payload !== 'string')
      return done(null, payload);
    reply.header('content-length', Buffer.byteLength(payload));
    done(null, Readable.from(untilSent(payload, raw), { objectMode: false }));
  });
  app.addHook('onResponse', async ({ raw }) => {
    if (raw.complete) return;
    const timer = setTimeout(() => void raw.destroy(), LINGER_MS).unref();
    raw.once('end', () => clearTimeout(timer)).resume();
  });
}

/** An answer that is there at once, and over when the body has come: Node closes the connection at its end. */
async function* untilSent(answer: string, body: IncomingMessage): AsyncGenerator<string> {
  yield answer;
  if (body.resume().readableEnded) return;
  await once(body, 'end', { signal: AbortSignal.timeout(LINGER_MS) }).catch(() => {});
}
