import { fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { Agent } from 'node:http';
import type { Engine } from '../../src/peers/engine.ts';
import { post } from './post.ts';
import { type Place, startRestate } from './restate-server.ts';

/**
 * A keyed workflow, called over HTTP. The handlers run in a process of their own, so that the client's CPU is not counted as
 * Restate's.
 */
export async function open(place: Place): Promise<Engine> {
  await using opened = new AsyncDisposableStack();
  const server = opened.use(await startRestate(place));
  const handlers = opened.use(await startHandlers());
  const registered = await fetch(`${server.admin}/deployments`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ uri: `http://127.0.0.1:${handlers.port}` }),
  });
  if (!registered.ok) throw new Error(`Restate does not take the handlers: ${await registered.text()}`);
  const agent = opened.adopt(new Agent({ keepAlive: true }), (one) => one.destroy());
  const kept = opened.move();
  return {
    pids: [server.pid, handlers.pid],
    run: () => post(`${server.ingress}/five-tasks/${randomUUID()}/run`, agent),
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}

async function startHandlers(): Promise<AsyncDisposable & { readonly pid: number; readonly port: number }> {
  const child = fork(new URL('./restate-handlers.ts', import.meta.url));
  const ended = once(child, 'exit');
  const [port] = await once(child, 'message');
  return {
    pid: child.pid as number,
    port,
    async [Symbol.asyncDispose]() {
      if (child.connected) child.disconnect();
      await ended;
    },
  };
}
