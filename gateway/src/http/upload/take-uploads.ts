import type { FastifyInstance } from 'fastify';

/** In this scope bodies are not parsed; the operation reads the stream itself. */
export function takeUploads(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', (_request, _payload, done) => done(null));
}
