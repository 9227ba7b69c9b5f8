import type { FastifyInstance, FastifyRequest } from 'fastify';
import { readBody } from './read-body.ts';

/** A body as it came; an operation reads it in its own way. */
export class TextBody {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** Every body is read as text, whatever it says of itself. Fastify's own parsers are lenient and are taken away. */
export function takeTextBodies(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', async (request: FastifyRequest) => {
    return new TextBody(await readBody(request.raw, request.routeOptions.bodyLimit));
  });
}

/** The text of a request's body, empty where it has none. */
export function textOf({ body }: Pick<FastifyRequest, 'body'>): string {
  return body instanceof TextBody ? body.text : '';
}
