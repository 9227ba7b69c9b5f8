import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { API_PORT } from '../demo/answers-api.ts';

/** How often an effect was asked for, and under which idempotency keys. */
export type Noted = { attempts: number; keys: Set<string> };
/** Writes down every effect that it is asked for, by `<execution> <step>`. */
export type Ledger = AsyncDisposable & { url: string; effects: Map<string, Noted> };

/** `answerMs` is how long an effect takes. */
export async function openLedger(port = API_PORT, answerMs = 0): Promise<Ledger> {
  const effects = new Map<string, Noted>();
  const server = createServer((request, response) => {
    let text = '';
    request.on('data', (chunk) => (text += String(chunk)));
    request.on('end', () => {
      const { execution, step } = JSON.parse(text) as { execution: string; step: number };
      const name = `${execution} ${step}`;
      const noted = effects.get(name) ?? { attempts: 0, keys: new Set() };
      noted.attempts += 1;
      noted.keys.add(String(request.headers['idempotency-key']));
      effects.set(name, noted);
      setTimeout(() => response.writeHead(200, { 'content-type': 'application/json' }).end('{}'), answerMs);
    });
  });
  server.listen(port, '127.0.0.1');
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
