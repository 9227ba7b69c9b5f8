import { setTimeout as sleep } from 'node:timers/promises';
import type { Service } from '@mesh/contracts/operation';
import { answersTo, inboxOf } from '@mesh/contracts/subjects';
import type { Log } from '@mesh/runtime/log';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import { callBatches } from './batch/call-batches.ts';
import type { Bus } from './bus.ts';
import type { ClaimCheck } from './claim-check.ts';
import { type Addresses, directCalls } from './direct/direct-calls.ts';
import { DirectDoor } from './direct/direct-door.ts';
import { principalTokens } from './principal-token.ts';
import { serviceRegistration } from './service-protocol.ts';

/** A thawed broker may deliver first to connections that are gone, where nobody answers. */
const SETTLED_MS = 3_000;
const RETRY_MS = 250;
/** A broker that misses two pings is away: one that is frozen or cut off says nothing itself. */
const PING_MS = 1_500;

export type BusOptions = {
  /** `nats://user:password@host:4222`; separate several servers by commas. */
  url: string;
  name: Service;
  log: Log;
  /** Ed25519 private key of this service, PKCS8 DER in base64. */
  signingKey: string;
  /** JWKS as JSON with the public key of every service; `kid` is the service. */
  publicKeys: string;
  /** Version info for service discovery. */
  about?: { version: string; commit: string } | undefined;
  claimCheck?: ClaimCheck | undefined;
  /** Where services are asked by HTTP while the broker is away. Services that are not listed have to wait for it. */
  addresses?: Addresses | undefined;
  /** Where this service takes such calls, on a server of its own. */
  door?: DirectDoor | undefined;
  /** Ends the waiting for a broker that is down at start. */
  signal?: AbortSignal | undefined;
};

/** Connects and reconnects, however long the broker is away. Disposing lets what is under way finish first. */
export async function connectBus({
  url,
  name,
  log,
  about,
  claimCheck,
  addresses = {},
  door = new DirectDoor(),
  signal,
  ...keys
}: BusOptions): Promise<Bus> {
  const tokens = principalTokens({ service: name, ...keys });
  const nats = await connected(url, name, log, signal);
  let isConnected = true;
  const inboxPrefix = inboxOf(name);
  const direct = directCalls({ addresses, log });
  const isAway = () => !isConnected;
  const batches = callBatches({ nats, inboxPrefix: answersTo(name), claimCheck, direct, isAway, log });
  void watch(nats, log, (now) => {
    isConnected = now;
    if (now) setTimeout(() => batches.goAround(), SETTLED_MS).unref();
    else batches.goAround();
  });
  const registration = serviceRegistration({ nats, log, service: name, about });
  return {
    nats,
    inboxPrefix,
    log,
    tokens,
    claimCheck,
    batches,
    registration,
    door,
    get connected() {
      return isConnected;
    },
    async ping() {
      if (!isConnected) throw new Error('the broker does not answer');
      await nats.flush();
    },
    async [Symbol.asyncDispose]() {
      if (nats.isClosed()) return;
      if (isConnected) await nats.drain();
      else await nats.close();
    },
  };
}

async function connected(url: string, name: Service, log: Log, signal?: AbortSignal): Promise<NatsConnection> {
  for (;;) {
    try {
      return await connect({
        ...credentialsOf(url),
        name,
        inboxPrefix: answersTo(name),
        maxReconnectAttempts: -1,
        reconnectTimeWait: RETRY_MS,
        ignoreAuthErrorAbort: true,
        pingInterval: PING_MS,
        noAsyncTraces: true,
      });
    } catch (error) {
      log.warn({ err: error }, 'the broker does not answer yet');
      await sleep(RETRY_MS, undefined, { signal });
    }
  }
}

/** The client wants user and password apart from the server addresses. */
function credentialsOf(urls: string): { servers: string[]; user?: string; pass?: string } {
  const parsed = urls.split(',').map((url) => new URL(url.trim()));
  const servers = parsed.map(({ protocol, host, pathname }) => `${protocol}//${host}${pathname}`);
  const [first] = parsed;
  if (!first?.username) return { servers };
  return { servers, user: decodeURIComponent(first.username), pass: decodeURIComponent(first.password) };
}

async function watch(nats: NatsConnection, log: Log, tell: (connected: boolean) => void): Promise<void> {
  for await (const status of nats.status()) {
    if (status.type === 'disconnect') {
      tell(false);
      log.warn({}, 'lost the broker, reconnecting');
    } else if (status.type === 'reconnect') {
      tell(true);
      log.info({}, 'the broker answers again');
    } else if (status.type === 'error') log.error({ err: status.error }, 'the broker reports an error');
  }
  tell(false);
}
