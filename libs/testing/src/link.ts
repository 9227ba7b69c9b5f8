import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** What a cut stops: what clients send, what they are sent, or both. */
export const cuts = ['there', 'back', 'both'] as const;
export type Cut = (typeof cuts)[number];
/** How long the next bytes of one connection and direction take, in milliseconds. */
export type Weather = (bytes: number) => number;

/**
 * A TCP way to a server that can be cut without a word to either side, and slowed down. As TCP tries again after longer and
 * longer pauses, what was held during a cut, bytes and connections, arrives as long after it as it had waited.
 */
export type Link = AsyncDisposable & {
  readonly port: number;
  /** How many connections were asked for so far. */
  readonly tries: number;
  cut(which: Cut): void;
  heal(): void;
  setWeather(weather: Weather): void;
  /** `url` by way of this link. */
  through(url: string): string;
};

const clear: Weather = () => 0;

/** `target` says, at each connection, where the server is: a URL with a port. */
export async function openLink(target: () => string): Promise<Link> {
  const sockets = new Set<Socket>();
  let tries = 0;
  let weather = clear;
  let cut: { which: Cut; over: Promise<void>; end: () => void } | undefined;

  const stops = (way: Cut) => cut && (cut.which === 'both' || way === 'both' || cut.which === way);
  /** Resolves once `way` is open; for what came during a cut as long after it as it has waited. */
  const opened = async (way: Cut) => {
    while (stops(way)) {
      const came = performance.now();
      await cut?.over;
      await sleep(performance.now() - came);
    }
  };
  const carry = async (from: Socket, to: Socket, way: 'there' | 'back') => {
    try {
      for await (const bytes of from as AsyncIterable<Buffer>) {
        await opened(way);
        const late = weather(bytes.length);
        if (late > 0) await sleep(late);
        if (!to.write(bytes)) await Promise.race([once(to, 'drain'), once(to, 'close')]);
      }
    } catch {
      // One side has broken the connection off: the other is told below.
    }
    await opened(way);
    to.destroySoon();
  };
  const add = (socket: Socket) => {
    socket.setNoDelay(true);
    socket.on('error', () => {});
    sockets.add(socket.once('close', () => sockets.delete(socket)));
  };
  const server = createServer(async (client) => {
    tries += 1;
    add(client);
    await opened('both');
    if (client.destroyed) return;
    const { hostname, port } = new URL(target());
    const remote = connect(Number(port), hostname);
    add(remote);
    void carry(client, remote, 'there');
    void carry(remote, client, 'back');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;

  const heal = () => {
    cut?.end();
    cut = undefined;
  };
  return {
    port,
    get tries() {
      return tries;
    },
    cut(which) {
      heal();
      const { promise: over, resolve: end } = Promise.withResolvers<void>();
      cut = { which, over, end };
    },
    heal,
    setWeather(given) {
      weather = given;
    },
    through(url) {
      const here = new URL(url);
      here.host = `127.0.0.1:${port}`;
      return here.href;
    },
    async [Symbol.asyncDispose]() {
      heal();
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
