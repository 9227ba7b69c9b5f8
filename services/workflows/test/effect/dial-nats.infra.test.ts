import { readFileSync } from 'node:fs';
import { type AddressInfo, createServer, connect as dial, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { getCACertificates, setDefaultCACertificates, Server as TlsServer, createServer as tlsServer } from 'node:tls';
import { type FreshNats, freshNats } from '@mesh/testing/nats';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { outputOf, runIn } from './world.ts';

const certificates = join(import.meta.dirname, 'certificates');
const roots = getCACertificates('default');
let broker: FreshNats;
let nats: NatsConnection;
beforeAll(async () => {
  setDefaultCACertificates([...roots, readFileSync(join(certificates, 'authority.pem'), 'utf8')]);
  broker = await freshNats();
  nats = await connect({ servers: new URL(broker.url).host });
});
afterAll(async () => {
  setDefaultCACertificates(roots);
  await nats?.close();
  await broker?.[Symbol.asyncDispose]();
});

/** As many messages as names are said, one after the other. */
const say = (url: string, names: readonly string[]) => {
  const document = {
    asyncapi: '2.6.0',
    servers: { broker: { url, protocol: 'nats' } },
    channels: { room: { publish: { operationId: 'say' } } },
  };
  const speak = (name: string) => `
  - ${name}: {call: asyncapi, with: {document: {endpoint: https://docs.example/rooms.json}, operation: say, message: {payload: {text: ${name}}}}}`;
  return runIn(() => ({ body: document }), names.map(speak).join(''));
};

/** In front of the broker, counting whoever dials. */
async function before(front: Server, join: (from: Socket, to: Socket) => void) {
  let dialled = 0;
  const sockets = new Set<Socket>();
  front.on('connection', (raw: Socket) => {
    dialled += 1;
    sockets.add(raw);
  });
  front.on(front instanceof TlsServer ? 'secureConnection' : 'connection', (from: Socket) => {
    const to = dial(Number(new URL(broker.url).port), '127.0.0.1');
    for (const [one, other] of [
      [from, to],
      [to, from],
    ] as const)
      one.on('error', () => {}).on('close', () => other.destroy());
    join(from, to);
  });
  await new Promise<void>((resolve) => front.listen(0, '127.0.0.1', resolve));
  return {
    port: (front.address() as AddressInfo).port,
    dialled: () => dialled,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => front.close(resolve));
    },
  };
}

test('a server without TLS is dialled once by each call but the first, which asks whether it has some', async () => {
  await using plain = await before(createServer(), (from, to) => void from.pipe(to).pipe(from));
  outputOf(await say(`nats://broker.example:${plain.port}`, ['a', 'b', 'c']));
  expect(plain.dialled()).toBe(4);
});

test.each(['tls', 'nats'])('a server that wants TLS before it says a word is spoken to: %s', async (scheme) => {
  const [cert, key] = ['server.pem', 'server-key.pem'].map((file) => readFileSync(join(certificates, file)));
  // As nats-server from 2.10 on with `handshake_first`: it waits for TLS, closes on whoever speaks none, and tells that it wants it.
  const front = tlsServer({ cert: cert ?? '', key: key ?? '', handshakeTimeout: 500 });
  front.on('tlsClientError', (_error, socket) => socket.destroy());
  await using first = await before(front, (from, to) => {
    from.pipe(to);
    to.once('data', (greeting: Buffer) => {
      from.write(greeting.toString().replace('INFO {', 'INFO {"tls_required":true,'));
      to.pipe(from);
    });
  });
  const heard = nats.subscribe('room', { max: 2 });
  await nats.flush();
  outputOf(await say(`${scheme}://broker.example:${first.port}`, ['a', 'b']));
  const told: unknown[] = [];
  for await (const message of heard) told.push(message.json());
  expect(told).toEqual([{ text: 'a' }, { text: 'b' }]);
  expect(first.dialled()).toBe(3);
});
