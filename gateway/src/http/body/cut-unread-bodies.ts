import type { FastifyInstance } from 'fastify';

/** How long the sender of a body that nobody reads has to read the answer before the connection is cut. */
const LINGER_MS = 2_000;

/** What was answered before its body was here, such as a refused upload, holds its connection no longer than that. */
export function cutUnreadBodies(app: FastifyInstance): void {
  app.addHook('onResponse', async ({ raw }) => {
    if (raw.complete) return;
    const timer = setTimeout(() => void raw.destroy(), LINGER_MS).unref();
    raw.once('end', () => clearTimeout(timer)).resume();
  });
}
