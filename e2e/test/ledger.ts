import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { API_PORT } from '../demo/answers-api.ts';

/** Writes down every effect it is asked for: `<execution> <step>` and the idempotency keys that came with it. */
export type Ledger = AsyncDisposable & { url: string; effects: Map<string, Set<string>> };

export async function openLedger(): Promise<Ledger> {
  const effects = new Map<string, Set<string>>();
  const server = createServer((request, response) => {
    let text = '';
    request.on('data', (chunk) => (text += String(chunk)));
    request.on('end', () => {
      const { execution, step } = JSON.parse(text) as { execution: string; step: number };
      const name = `${execution} ${step}`;
      effects.set(name, (effects.get(name) ?? new Set()).add(String(request.headers['idempotency-key'])));
      response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
    });
  });
  server.listen(API_PORT, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    effects,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
