import { isIP, isIPv6 } from 'node:net';
import type { ConnectionOptions as NodeTlsOptions } from 'node:tls';
import { MeshError } from '@mesh/contracts/mesh-error';
import type { Json } from '@mesh/jq/json';
import type { ConnectionOptions, NatsConnection, TlsOptions } from '@nats-io/transport-node';
import { textOf } from '../../expression/text-of.ts';
import { standardFault } from '../../workflow-fault.ts';
import { takesSecret } from '../authentication/policy.ts';
import { fieldsOf } from '../document-fields.ts';
import { dialNats } from './dial-nats.ts';
import { type OutboundMessage, received } from './message.ts';
import type { Speaking } from './speaking.ts';

const PORT = 4222;
const CONNECT_MS = 10_000;
/** A server that leaves three of these pings unanswered is lost. */
const PING_MS = 5_000;
const NAME = 'automatos-mesh';

/** Publishes a message, and waits until the server has it. A stream that stores it stores it once per key. */
export async function publishOverNats(speaking: Speaking, { payload, headers: given }: OutboundMessage): Promise<void> {
  const { default: nats } = await import('@nats-io/transport-node'); // in a bundle, CommonJS has no named exports
  await using connection = await connected(speaking);
  const told = nats.headers();
  const refused = refusedBy(connection.nats);
  try {
    for (const [name, value] of Object.entries(given)) told.set(name, textOf(value));
    told.set('Nats-Msg-Id', speaking.sending.key);
    connection.nats.publish(speaking.address, payload === undefined ? '' : JSON.stringify(payload), { headers: told });
    await connection.nats.flush();
    await connection.nats.close();
  } catch (error) {
    throw undone(error);
  }
  const error = await refused;
  if (error) throw undone(error);
}

/** Rejects with the first refusal of the server, which it sends asynchronously, once the connection is closed. */
async function refusedBy(nats: NatsConnection): Promise<Error | undefined> {
  let first: Error | undefined;
  for await (const told of nats.status()) if (told.type === 'error') first ??= told.error;
  return first;
}

/** The fault for a forbidden subject or an invalid header, subject or size; any other failure means that the server is lost. */
function undone(cause: unknown): Error {
  const { name, message } = cause instanceof Error ? cause : new Error();
  if (name === 'PermissionViolationError') return standardFault('authorization', message, { cause });
  if (/^Invalid(?:Argument|Subject)/.test(name))
    return standardFault('validation', `the message cannot be sent: ${message}`, { cause });
  return lost(cause);
}

/** Delivers messages until `sending.signal` aborts. Throws if the connection is lost. */
export async function subscribeOverNats(speaking: Speaking, say: (message: Json) => void): Promise<never> {
  await using connection = await connected(speaking);
  const { signal } = speaking.sending;
  const { queue } = fieldsOf(speaking.channel.bindings['nats']);
  const subscription = connection.nats.subscribe(speaking.address, typeof queue === 'string' ? { queue } : {});
  const stop = () => subscription.unsubscribe();
  signal.addEventListener('abort', stop, { once: true });
  try {
    for await (const message of subscription) {
      const headers = Object.fromEntries(Array.from(message.headers ?? [], ([name, [value = '']]) => [name, value]));
      say(received(speaking.channel, message.string(), headers) as unknown as Json);
    }
  } catch (error) {
    throw undone(error);
  } finally {
    signal.removeEventListener('abort', stop);
  }
  signal.throwIfAborted();
  throw lost(undefined);
}

/** Connects only to the checked addresses: to no other server that this one announces, and by no name. */
async function connected({ needs, server: { url }, authentication, sending }: Speaking) {
  const { default: client } = await import('@nats-io/transport-node');
  const port = Number(url.port) || PORT;
  const addresses = await needs.egress.resolve(url.hostname, port);
  const options: ConnectionOptions = {
    servers: addresses.map((address) => (isIPv6(address) ? `[${address}]:${port}` : `${address}:${port}`)),
    name: NAME,
    resolve: false,
    ignoreClusterUpdates: true,
    reconnect: false,
    noAsyncTraces: true,
    timeout: CONNECT_MS,
    pingInterval: PING_MS,
    ...loginOf(authentication, sending.secrets),
  };
  const { signal } = sending;
  const dial = (how: Pick<ConnectionOptions, 'tls'>) => client.connect({ ...options, ...how });
  const server = { url, tls: tlsOf(url.hostname), signal };
  const nats = await dialNats(dial, server, needs.natsWays).catch((error: unknown) => {
    throw refusal(error);
  });
  const stop = () => void nats.close();
  signal.addEventListener('abort', stop, { once: true });
  return {
    nats,
    async [Symbol.asyncDispose]() {
      signal.removeEventListener('abort', stop);
      await nats.close();
    },
  } satisfies { nats: NatsConnection } & AsyncDisposable;
}

/** The certificate is checked against the host, although its address is dialled. */
function tlsOf(hostname: string): TlsOptions & Pick<NodeTlsOptions, 'host' | 'servername'> {
  const host = hostname.replace(/^\[|\]$/g, '');
  return isIP(host) > 0 ? { host } : { servername: host };
}

function loginOf(
  policy: Speaking['authentication'],
  secrets: readonly string[] | undefined,
): Partial<ConnectionOptions> {
  if (policy === undefined) return {};
  const isOpen = !takesSecret(policy, secrets);
  if (isOpen && 'basic' in policy && !('use' in policy.basic))
    return { user: policy.basic.username, pass: policy.basic.password };
  if (isOpen && 'bearer' in policy && !('use' in policy.bearer)) return { token: policy.bearer.token };
  throw standardFault('configuration', 'NATS takes a user and password or a token that stand in the document', {
    status: 501,
  });
}

function refusal(error: unknown): Error {
  const name = error instanceof Error ? error.name : '';
  if (/Authoriz|Authentic/i.test(name))
    return standardFault('authentication', 'the server refused the login', { cause: error });
  return lost(error);
}

function lost(cause: unknown): MeshError {
  return new MeshError('egress-failed', 'the server could not be reached or broke off', { cause });
}
