import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Egress } from '@mesh/egress/egress';
import { openEgress } from '@mesh/egress/open';
import { openLog } from '@mesh/runtime/log';

export type Asked = {
  readonly method: string;
  /** The host that the workflow called. */
  readonly host: string;
  /** With its query. */
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
  /** The port that it came from, another for each connection. */
  readonly from: number | undefined;
};
export type Answer = {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  /** Behind the body the answer goes on, and is never whole. */
  readonly isOpen?: boolean;
  /** What comes behind the body, and ends it, once it is there. */
  readonly rest?: Promise<string>;
  /** The end comes so long after the body. */
  readonly endAfterMs?: number;
  /** The connection is cut: instead of all that, or behind a body that stays open. */
  readonly isCut?: boolean;
};
/** What a stranger answers; nothing is a 404, and a promise that stays one no answer. */
export type Stranger = (asked: Asked) => Answer | undefined | Promise<Answer>;

/** The outside world as one local server, and a way out that leads there whatever host is called. */
export type Strangers = AsyncDisposable & { readonly egress: Egress; readonly port: number; readonly asked: Asked[] };

const CALLED = 'x-called-host';
/** By then a body has come. */
const CUT_AFTER_MS = 100;

export async function openStrangers(stranger: Stranger): Promise<Strangers> {
  const asked: Asked[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const { method = '', url: path = '', headers } = request;
    const host = String(headers[CALLED] ?? headers.host);
    const body = Buffer.concat(chunks).toString();
    const question = { method, host, path, headers, body, from: request.socket.remotePort };
    asked.push(question);
    const answer = (await stranger(question)) ?? { status: 404, body: { message: 'none' } };
    if (answer.isCut && !answer.isOpen) return request.socket.resetAndDestroy();
    const { status = 200, headers: told = {}, body: given } = answer;
    const isText = typeof given === 'string' || Buffer.isBuffer(given);
    response.writeHead(status, { 'content-type': isText ? 'text/plain' : 'application/json', ...here(told) });
    const written = given === undefined ? '' : isText ? given : JSON.stringify(given);
    const isWhole = !answer.isOpen && answer.endAfterMs === undefined && answer.rest === undefined;
    if (isWhole) return response.end(written);
    response.write(written);
    if (answer.rest) return response.end(await answer.rest);
    if (!answer.isOpen) setTimeout(() => response.end(), answer.endAfterMs);
    if (answer.isCut) setTimeout(() => request.socket.destroy(), CUT_AFTER_MS);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const inner = openEgress({ allow: ['127.0.0.1'], log: openLog('test', 'silent') });
  return {
    asked,
    port,
    egress: led(inner, port),
    async [Symbol.asyncDispose]() {
      await inner[Symbol.asyncDispose]();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Redirections to any host stay on this machine too. */
function here({ location, ...headers }: Readonly<Record<string, string>>): Record<string, string> {
  return location === undefined ? headers : { ...headers, location: new URL(location, 'http://stranger').pathname };
}

/** The way out as it is, but that every host is this machine. */
function led(inner: Egress, port: number): Egress {
  return {
    async request(request) {
      const url = new URL(request.url);
      const { host } = url;
      url.protocol = 'http:';
      url.host = `127.0.0.1:${port}`;
      const answer = await inner.request({
        ...request,
        url: url.href,
        headers: { ...request.headers, [CALLED]: host },
      });
      return { ...answer, url: request.url };
    },
    check: (url) => inner.check(url),
    resolve: (host, port) => inner.resolve(host.endsWith('.example') ? '127.0.0.1' : host, port),
    [Symbol.asyncDispose]: async () => {},
  };
}
