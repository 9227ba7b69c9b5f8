import type { FastifyInstance, FastifyRequest } from 'fastify';
import { readBytes } from './read-body.ts';
import { utf8Text } from './utf8-text.ts';

/** The raw bytes of a body; each operation reads them in its own way. */
export class TextBody {
  readonly bytes: Buffer;
  #text: string | undefined;

  constructor(bytes: Buffer) {
    this.bytes = bytes;
  }

  /** Throws `invalid` if it is not UTF-8. */
  get text(): string {
    this.#text ??= utf8Text(this.bytes, 'body');
    return this.#text;
  }
}

/** Reads every body whole, whatever its type. Replaces Fastify's own parsers, which are lenient. */
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
