import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { run } from '../src/run.ts';

type Answering = (request: IncomingMessage, answer: ServerResponse) => void;

/** A server with the protocol of the gateway. Each route returns its answers in turn, and repeats the last one. */
export async function openStandIn(routes: Record<string, Answering[]>) {
  const heard: string[] = [];
  const server = createServer((request, answer) => {
    request.resume();
    const route = `${request.method} ${request.url?.split('?')[0]}`;
    const place = heard.filter((line) => line.split('?')[0] === route).length;
    heard.push(`${request.method} ${request.url}`);
    const script = routes[route] ?? [problem(404, 'not-found')];
    script[Math.min(place, script.length - 1)]?.(request, answer);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const env = { MESH_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, MESH_API_KEY: 'amk_key' };
  return {
    heard,
    env,
    async mesh(...words: string[]) {
      const said: string[] = [];
      const complained: string[] = [];
      const { signal } = new AbortController();
      const code = await run(words, {
        env,
        signal,
        say: (text) => said.push(text),
        complain: (text) => complained.push(text),
      });
      return { code, said: said.join('\n'), complained: complained.join('\n') };
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

export const json =
  (status: number, body: unknown): Answering =>
  (_request, answer) =>
    void answer.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));

export const file =
  (text: string, contentType: string): Answering =>
  (_request, answer) =>
    void answer.writeHead(200, { 'content-type': contentType }).end(text);

export const problem = (status: number, code: string): Answering =>
  json(status, { type: `/problems/${code}`, status, code, detail: `it is ${code}`, requestId: 'req_1' });
