import type { FastifyInstance, FastifyRequest } from 'fastify';
import { readBytes } from './read-body.ts';
import { utf8Text } from './utf8-text.ts';

/** A body as it came; an operation reads it in its own way. */
export class TextBody {
  readonly bytes: Buffer;
  #text: string | undefined;

  constructor(bytes: Buffer) {
    this.bytes = bytes;
  }

  /** Throws `invalid` where it is no UTF-8. */
  get text(): string {
    this.#text ??= utf8Text(this.bytes, 'body');
    return this.#text;
  }
}

/** Every body is read whole, whatever it says of itself. Fastify's own parsers are lenient and are taken away. */
export function takeTextBodies(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', async (request: FastifyRequest) => {
    return new TextBody(await readBytes(request.raw, request.routeOptions.bodyLimit));
  });
}

/** The text of a request's body, empty where it has none. */
export function textOf({ body }: Pick<FastifyRequest, 'body'>): string {
  return body instanceof TextBody ? body.text : '';
}

/** The bytes of a request's body, none where it has none. */
export function bytesOf({ body }: Pick<FastifyRequest, 'body'>): Buffer {
  return body instanceof TextBody ? body.bytes : Buffer.alloc(0);
}
