import { Agent } from 'node:http';
import type { Engine } from '../../src/peers/engine.ts';
import { type Place, startN8n } from './n8n-server.ts';
import { INPUT } from './n8n-workflow.ts';
import { post } from './post.ts';

/** A workflow that is started by a webhook, n8n's interface from outside. */
export async function open(place: Place): Promise<Engine> {
  await using opened = new AsyncDisposableStack();
  const server = opened.use(await startN8n(place));
  const agent = opened.adopt(new Agent({ keepAlive: true }), (one) => one.destroy());
  const kept = opened.move();
  return {
    pids: [server.pid],
    run: () => post(server.url, agent, INPUT),
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}
