import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Cut, Gate } from './gate.ts';

/** Delay in ms for the next bytes of one connection and direction. */
export type Weather = (bytes: number) => number;

/**
 * A TCP proxy that can be cut without a word to either side, and slowed down. As TCP retransmits with growing pauses, bytes and
 * connections held during a cut arrive as long after it as they had waited.
 */
export type Link = AsyncDisposable & {
  readonly port: number;
  /** Connections attempted so far. */
  readonly tries: number;
  cut(which: Cut): void;
  heal(): void;
  setWeather(weather: Weather): void;
  /** `url` rewritten to go through this link. */
  through(url: string): string;
};

const clear: Weather = () => 0;

/** `target` returns, at each connection, the URL of the server, with a port. */
export async function openLink(target: () => string): Promise<Link> {
  const sockets = new Set<Socket>();
  const gate = new Gate();
  let tries = 0;
  let weather = clear;

  const wayOf = (way: Cut): Way => ({ opened: () => gate.opened(way), late: (bytes) => weather(bytes) });
  const add = (socket: Socket) => {
    socket.setNoDelay(true);
    socket.on('error', () => {});
    sockets.add(socket.once('close', () => sockets.delete(socket)));
  };
  const server = createServer(async (client) => {
    tries += 1;
    add(client);
    await gate.opened('both');
    if (client.destroyed) return;
    const { hostname, port } = new URL(target());
    const remote = connect(Number(port), hostname);
    add(remote);
    void carry(client, remote, wayOf('there'));
    void carry(remote, client, wayOf('back'));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;

  return {
    port,
    get tries() {
      return tries;
    },
    cut: (which) => gate.cut(which),
    heal: () => gate.heal(),
    setWeather(given) {
      weather = given;
    },
    through(url) {
      const here = new URL(url);
      here.host = `127.0.0.1:${port}`;
      return here.href;
    },
    async [Symbol.asyncDispose]() {
      gate.heal();
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

type Way = { opened(): Promise<void>; late: Weather };

/** Pipes `from` to `to` until it ends, then ends `to`. */
async function carry(from: Socket, to: Socket, { opened, late }: Way): Promise<void> {
  try {
    for await (const bytes of from as AsyncIterable<Buffer>) {
      await opened();
      const ms = late(bytes.length);
      if (ms > 0) await sleep(ms);
      if (!to.write(bytes)) await Promise.race([once(to, 'drain'), once(to, 'close')]);
    }
  } catch {
    // One side has broken the connection: the other is closed below.
  }
  await opened();
  to.destroySoon();
}
