import { randomBytes, timingSafeEqual } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

/**
 * The port of the API, the only private address that a mesh started by `npm start` may call unless EGRESS_ALLOW says otherwise.
 */
export const API_PORT = 4010;

/** A request to the API: the answer, its key, and whether the key was used before. */
type Received = { idempotencyKey: string | undefined; body: unknown };

/** A small HTTP API for the demo. It accepts answers from clients with its token, and remembers each key. */
export type AnswersApi = AsyncDisposable & {
  url: string;
  host: string;
  token: string;
  received: Received[];
  refused: number;
};

export async function openAnswersApi(port: number): Promise<AnswersApi> {
  const token = randomBytes(24).toString('base64url');
  const api = { token, received: [] as Received[], refused: 0 };
  const server = createServer((request, response) => {
    void (async () => {
      const body = await readJson(request);
      if (!isAllowed(request, token)) {
        api.refused += 1;
        return response.writeHead(401, { 'content-type': 'application/json' }).end('{"error":"wrong token"}');
      }
      const key = request.headers['idempotency-key'];
      const idempotencyKey = typeof key === 'string' ? key : undefined;
      const known = api.received.some((one) => idempotencyKey !== undefined && one.idempotencyKey === idempotencyKey);
      if (!known) api.received.push({ idempotencyKey, body });
      const receipt = { receipt: `answer ${api.received.length}`, echo: request.headers.authorization }; // a careless echo
      return response.writeHead(known ? 200 : 201, { 'content-type': 'application/json' }).end(JSON.stringify(receipt));
    })();
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return Object.assign(api, {
    host,
    url: `http://${host}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  });
}

function isAllowed(request: IncomingMessage, token: string): boolean {
  const [shown, wanted] = [Buffer.from(request.headers.authorization ?? ''), Buffer.from(`Bearer ${token}`)];
  return shown.length === wanted.length && timingSafeEqual(shown, wanted);
}

async function readJson(request: IncomingMessage): Promise<unknown> {
  let text = '';
  for await (const chunk of request) text += String(chunk);
  return text === '' ? undefined : JSON.parse(text);
}
