import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';

type Posted = { headers: IncomingHttpHeaders; body: string };

/** Somebody's server that takes webhooks, and answers with what the test sets; never at the address with `?silent`. */
export async function webhookReceiver() {
  const posted: Posted[] = [];
  const answers: { status: number; headers?: Record<string, string>; body?: string }[] = [];
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request.setEncoding('utf8')) body += chunk;
    posted.push({ headers: request.headers, body });
    if (request.url?.endsWith('?silent')) return;
    const { status, headers, body: told } = answers.shift() ?? { status: 204 };
    response.writeHead(status, headers).end(told);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    host,
    url: `http://${host}/hooks`,
    posted,
    answers,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
