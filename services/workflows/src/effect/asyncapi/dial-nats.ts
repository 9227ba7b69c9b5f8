import { ExpiringCache } from '@mesh/runtime/expiring-cache';
import type { ConnectionOptions, NatsConnection } from '@nats-io/transport-node';

/**
 * How a server is spoken to: by TLS from its greeting on, by TLS before that (`handshake_first`), or without. What it says itself, it
 * says as it is dialled, unless it waits for TLS first and says nothing.
 */
type Way = 'upgraded' | 'first' | 'plain';
/** How servers were spoken to a moment ago, by their addresses. */
export type NatsWays = ExpiringCache<Way>;

const MOST_SERVERS = 1_000;
/** For so long a server is not asked whether it offers TLS by now. */
const KEPT_MS = 60_000;

export function natsWays(): NatsWays {
  return new ExpiringCache(MOST_SERVERS);
}

type Dial = (options: Pick<ConnectionOptions, 'tls'>) => Promise<NatsConnection>;
type Server = { readonly url: URL; readonly tls: NonNullable<ConnectionOptions['tls']>; readonly signal: AbortSignal };

/** Dials a server the way that it was spoken to a moment ago, else by TLS wherever it offers that. */
export async function dialNats(dial: Dial, { url, tls, signal }: Server, ways: NatsWays): Promise<NatsConnection> {
  const place = `${url.protocol}//${url.host}`;
  const options = { upgraded: { tls }, first: { tls: { ...tls, handshakeFirst: true } }, plain: { tls: null } };
  const known = ways.get(place);
  ways.delete(place);
  const found = known && (await dial(options[known]).catch(() => undefined));
  if (known && found) {
    // A server that has begun to offer TLS is spoken to by it from the next call on.
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

/** Whether it closed without a word, for which Node.js has no error and the library this one. */
function isSilent(error: unknown): boolean {
  return error instanceof Error && /undefined error/.test(error.message);
}
