import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Connection } from '../src/connection.ts';

export type Heard = { method: string; url: string; headers: IncomingMessage['headers']; body: Buffer };
export type Answering = (heard: Heard, answer: ServerResponse) => void;

/** A server with the protocol of the gateway. Records requests, and answers with the next of `script`, or the last one again. */
export async function openServer(...script: Answering[]) {
  const heard: Heard[] = [];
  const server = createServer(async (request, response) => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    const { method = '', url = '', headers } = request;
    const one = { method, url, headers, body: Buffer.concat(parts) };
    heard.push(one);
    script[Math.min(heard.length, script.length) - 1]?.(one, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const connection: Connection = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    apiKey: 'amk_key',
  };
  return {
    connection,
    heard,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

export const json =
  (status: number, body: unknown, headers: Record<string, string> = {}): Answering =>
  (_heard, answer) => {
    answer.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
  };

export const problem = (status: number, code: string, headers: Record<string, string> = {}): Answering =>
  json(status, { type: `/problems/${code}`, status, code, detail: `it is ${code}`, requestId: 'req_1' }, headers);

/** Ends the connection without an answer. */
export const cut: Answering = (_heard, answer) => void answer.destroy();
