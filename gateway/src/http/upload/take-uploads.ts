import type { FastifyInstance } from 'fastify';

/** In this scope a body is not read before its operation reads it. */
export function takeUploads(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', (_request, _payload, done) => done(null));
}
