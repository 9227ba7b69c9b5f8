import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import type { Chance } from '@mesh/testing/chance';
import { frameEnd } from '@mesh/testing/points/nats-wire';
import { Frames } from '@mesh/testing/points/wire';

const SHARE = 0.3;
const HUNDREDTHS = 100;
/** To a message that was published; its stream follows. */
const pubAck = /^H?MSG [^\r]*\r\n(?:NATS\/1\.0.*\r\n\r\n)?\{"stream":"/s;
/** Of a message that a consumer has had, `working` and `nak` among them. */
const consumerAck = /^H?PUB \$JS\.ACK\./;

/** A way to a broker on which acknowledgements are lost, of the broker and of consumers, until it is told to be honest. */
export type LossyBroker = AsyncDisposable & {
  readonly url: string;
  readonly lost: { published: number; consumed: number };
  beHonest(): void;
};

export async function openLossyBroker(brokerUrl: string, chance: Chance): Promise<LossyBroker> {
  const broker = new URL(brokerUrl);
  const sockets = new Set<Socket>();
  const lost = { published: 0, consumed: 0 };
  let isHonest = false;
  /** Carries whole messages, but for about a third of those that `pattern` fits. */
  const carry = (from: Socket, to: Socket, pattern: RegExp, count: keyof typeof lost) => {
    const frames = new Frames(frameEnd);
    from.on('data', (bytes: Buffer) => {
      for (const frame of frames.cut(bytes)) {
        const isLost =
          !isHonest && pattern.test(frame.toString('latin1', 0, 500)) && chance(HUNDREDTHS) < SHARE * HUNDREDTHS;
        if (isLost) lost[count] += 1;
        else to.write(frame);
      }
    });
    from.on('close', () => to.destroy());
  };
  const server = createServer((client) => {
    const remote = connect(Number(broker.port), broker.hostname);
    for (const socket of [client, remote]) {
      socket.setNoDelay(true);
      socket.on('error', () => {});
      sockets.add(socket.once('close', () => sockets.delete(socket)));
    }
    carry(client, remote, consumerAck, 'consumed');
    carry(remote, client, pubAck, 'published');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = new URL(brokerUrl);
  url.host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url: url.href,
    lost,
    beHonest() {
      isHonest = true;
    },
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
