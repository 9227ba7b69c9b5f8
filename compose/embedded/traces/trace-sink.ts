import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SpanMemory, type TraceExport } from './span-memory.ts';

const LARGEST_EXPORT = 16 * 1024 * 1024;

type TraceSink = AsyncDisposable & { readonly url: string };

/** A small OTLP/HTTP collector (JSON) on loopback: `GET /traces/{traceId}` returns `{spans}` of those that it still remembers. */
export async function openTraceSink(): Promise<TraceSink> {
  const memory = new SpanMemory();
  const server = createServer((request, response) => {
    answer(memory, request, response).catch(() => response.writeHead(400).end());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

async function answer(memory: SpanMemory, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const traceId = /^\/traces\/([0-9a-f]{32})$/.exec(request.url ?? '')?.[1];
  if (request.method === 'GET' && traceId) return send(response, { spans: memory.of(traceId) });
  const body = await bodyOf(request);
  if (request.method === 'POST' && request.url === '/v1/traces') memory.add(JSON.parse(body) as TraceExport);
  send(response, {}); // metrics and logs are accepted and dropped
}

function send(response: ServerResponse, body: object): void {
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    bytes += part.length;
    if (bytes > LARGEST_EXPORT) throw new Error('the export is too large');
    parts.push(part);
  }
  return Buffer.concat(parts).toString();
}
