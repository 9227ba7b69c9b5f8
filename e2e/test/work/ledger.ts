import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { API_PORT } from '../../demo/answers-api.ts';

/** How often an effect was requested, and under which idempotency keys. */
export type Noted = { attempts: number; keys: Set<string> };
type Effect = { execution: string; step: string | number };
/** Records every effect that is requested, by `<execution> <step>`; an emitted event counts as one as well. */
export type Ledger = AsyncDisposable & { url: string; effects: Map<string, Noted> };
/** How long an effect takes, and its answer: at once and 200 by default. */
type Answering = { readonly answerMs?: number; readonly statusOf?: (effect: object) => number };

export async function openLedger(
  port = API_PORT,
  { answerMs = 0, statusOf = () => 200 }: Answering = {},
): Promise<Ledger> {
  const effects = new Map<string, Noted>();
  const server = createServer((request, response) => {
    let text = '';
    request.on('data', (chunk) => (text += String(chunk)));
    request.on('end', () => {
      const { data, ...body } = JSON.parse(text) as Effect & { data?: Effect };
      const effect = data ?? body;
      const name = `${effect.execution} ${effect.step}`;
      const noted = effects.get(name) ?? { attempts: 0, keys: new Set() };
      noted.attempts += 1;
      noted.keys.add(String(request.headers['idempotency-key'] ?? request.headers['webhook-id']));
      effects.set(name, noted);
      const head = { 'content-type': 'application/json' };
      setTimeout(() => response.writeHead(statusOf(effect), head).end('{}'), answerMs);
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
