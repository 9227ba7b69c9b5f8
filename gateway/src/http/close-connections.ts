import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { FastifyInstance } from 'fastify';

/** How long a request that is on its way when the app closes has to arrive. */
const ON_ITS_WAY_MS = 1_000;

/**
 * Makes the app close as soon as all requests that were made are answered. Node alone would wait for idle connections that
 * nothing was asked on, as load balancers open them in advance, and for keep-alive clients to leave. Answers say that the
 * connection closes.
 */
export function closeConnections(app: FastifyInstance): { readonly isClosing: boolean } {
  const idle = new Set<Socket>();
  let isClosing = false;
  const rest = (socket: Socket) => {
    if (isClosing) socket.destroySoon();
    else idle.add(socket);
  };
  app.server.on('connection', (socket) => {
    rest(socket);
    socket.once('close', () => idle.delete(socket));
  });
  app.server.on('request', ({ socket }: IncomingMessage, response: ServerResponse) => {
    idle.delete(socket);
    response.once('close', () => socket.destroyed || rest(socket));
  });
  app.server.on('upgrade', ({ socket }: IncomingMessage) => idle.delete(socket));
  app.addHook('onSend', async (_request, reply) => {
    if (isClosing) reply.header('connection', 'close');
  });
  app.addHook('preClose', async () => {
    isClosing = true;
    if (idle.size > 0) await sleep(ON_ITS_WAY_MS);
    for (const socket of idle) socket.destroySoon();
  });
  return {
    get isClosing() {
      return isClosing;
    },
  };
}
