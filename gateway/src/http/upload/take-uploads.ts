import type { FastifyInstance } from 'fastify';

/** How long the sender of a refused upload has to read the answer before the connection is cut. */
const LINGER_MS = 2_000;

/** In this scope a body is not read before its operation reads it. */
export function takeUploads(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', (_request, _payload, done) => done(null));
  app.addHook('onResponse', async ({ raw }) => {
    if (raw.complete) return;
    const timer = setTimeout(() => void raw.destroy(), LINGER_MS).unref();
    raw.once('end', () => clearTimeout(timer)).resume();
  });
}
