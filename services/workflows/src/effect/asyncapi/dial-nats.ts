import { ExpiringCache } from '@mesh/runtime/expiring-cache';
import type { ConnectionOptions, NatsConnection } from '@nats-io/transport-node';

/**
 * How to connect to a server: with TLS after its greeting, with TLS before that (`handshake_first`), or without. A server says in
 * its greeting whether it offers TLS, unless it waits silently for TLS.
 */
type Way = 'upgraded' | 'first' | 'plain';
/** How servers were last connected to, by address. */
export type NatsWays = ExpiringCache<Way>;

const MOST_SERVERS = 1_000;
/** For this time a server is not asked again whether it now offers TLS. */
const KEPT_MS = 60_000;

export function natsWays(): NatsWays {
  return new ExpiringCache(MOST_SERVERS);
}

type Dial = (options: Pick<ConnectionOptions, 'tls'>) => Promise<NatsConnection>;
type Server = { readonly url: URL; readonly tls: NonNullable<ConnectionOptions['tls']>; readonly signal: AbortSignal };

/** Connects to a server the way that worked last, otherwise with TLS if it offers that. */
export async function dialNats(dial: Dial, { url, tls, signal }: Server, ways: NatsWays): Promise<NatsConnection> {
  const place = `${url.protocol}//${url.host}`;
  const options = { upgraded: { tls }, first: { tls: { ...tls, handshakeFirst: true } }, plain: { tls: null } };
  const known = ways.get(place);
  ways.delete(place);
  const found = known && (await dial(options[known]).catch(() => undefined));
  if (known && found) {
    // A server that has begun to offer TLS is connected to with it from the next call on.
    if (known !== 'plain' || found.info?.tls_available !== true) ways.set(place, known, KEPT_MS);
    return found;
  }
  const by = async (way: Way) => {
    signal.throwIfAborted();
    const nats = await dial(options[way]);
    ways.set(place, way, KEPT_MS);
    return nats;
  };
  return by('upgraded').catch((error: unknown) => {
    if (url.protocol !== 'tls:' && hasNoTls(error)) return by('plain');
    if (isSilent(error)) return by('first');
    throw error;
  });
}

function hasNoTls(error: unknown): boolean {
  return error instanceof Error && error.message === "server does not support 'tls'";
}

/** Whether the server closed the connection silently, which Node.js reports without an error and the library with this one. */
function isSilent(error: unknown): boolean {
  return error instanceof Error && /undefined error/.test(error.message);
}
