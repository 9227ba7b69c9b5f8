import { isIP, type Socket } from 'node:net';
import { MeshError } from '@mesh/contracts/mesh-error';
import { buildConnector } from 'undici';
import type { AllowList } from './allow-list.ts';
import { skipInterim } from './interim.ts';
import { watchKeepAlive } from './keep-alive.ts';
import { type Lookup, resolve } from './resolve.ts';

const CONNECT_MS = 10_000;

/** Opens sockets for undici: resolves the host, checks every address, dials a checked one and verifies where it arrived. */
export function checkedConnector(guard: { allow: AllowList; lookup: Lookup }): buildConnector.connector {
  const dial = buildConnector({ timeout: CONNECT_MS, allowH2: false });
  return (options, callback) => {
    const host = options.hostname.includes(':') ? `[${options.hostname.replace(/^\[|\]$/g, '')}]` : options.hostname;
    const port = Number(options.port) || (options.protocol === 'https:' ? 443 : 80);
    const servername = isIP(host.replace(/^\[|\]$/g, '')) > 0 ? '' : host;
    connectAny(dial, { ...options, servername }, () => resolve({ host, port }, guard)).then(
      (socket) => {
        watchKeepAlive(socket);
        skipInterim(socket);
        callback(null, socket);
      },
      (error: Error) => callback(error, null),
    );
  };
}

/** Tries the addresses in turn: a host whose first family does not answer is still reached by the other. */
async function connectAny(
  dial: buildConnector.connector,
  options: buildConnector.Options,
  addressesOf: () => Promise<readonly string[]>,
): Promise<Socket> {
  let last: unknown;
  for (const address of await addressesOf()) {
    try {
      return await connectTo(dial, options, address);
    } catch (error) {
      last = error;
    }
  }
  throw last;
}

function connectTo(dial: buildConnector.connector, options: buildConnector.Options, address: string): Promise<Socket> {
  return new Promise((arrived, failed) => {
    dial({ ...options, hostname: address }, (error, socket) => {
      if (error) return failed(error);
      if (socket.remoteAddress === address || sameAddress(socket.remoteAddress, address)) return arrived(socket);
      socket.destroy();
      failed(new MeshError('egress-denied', 'the connection arrived at another address'));
    });
  });
}

/** IPv6 has many spellings of one address. */
function sameAddress(one: string | undefined, other: string): boolean {
  return one !== undefined && URL.parse(`http://[${one}]/`)?.hostname === URL.parse(`http://[${other}]/`)?.hostname;
}
