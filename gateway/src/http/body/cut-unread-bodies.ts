import type { FastifyInstance } from 'fastify';

/** How long a client may go on sending a body that nobody reads, so that it reads the answer first. */
const LINGER_MS = 2_000;

/**
 * Cuts the connection of a request that was answered before its body had arrived, such as a refused upload, after that time.
 */
export function cutUnreadBodies(app: FastifyInstance): void {
  app.addHook('onResponse', async ({ raw }) => {
    if (raw.complete) return;
    const timer = setTimeout(() => void raw.destroy(), LINGER_MS).unref();
    raw.once('end', () => clearTimeout(timer)).resume();
  });
}
