import { parseApiKey } from '@mesh/contracts/api-key';
import type { Operation } from '@mesh/contracts/operation';
import { completeTask, failTask, progressTask, takeTasks } from '@mesh/contracts/queues';
import { keyInbox, type WorkVerb, workSubject } from '@mesh/contracts/work-subjects';
import type { CallOptions } from '../mesh.ts';
import { ProblemError } from '../problem-error.ts';
import type { Queues } from './lease.ts';

const GRACE_MS = 15_000;

type Message = { readonly data: Uint8Array; readonly headers?: { get(name: string): string } | undefined };
/** What is needed of a connection of `@nats-io/transport-node`, opened with `natsAccess`. */
export type NatsConnection = {
  request(subject: string, payload: string, options: { timeout: number }): Promise<Message>;
};
type Asked = { readonly params: { readonly queue: string; readonly taskId?: string }; readonly body?: object };

/** Options of a connection to the mesh's NATS with this API key: the token and the inbox prefix. Throws for an invalid key. */
export function natsAccess(apiKey: string): { token: string; inboxPrefix: string } {
  return { token: apiKey, inboxPrefix: keyInbox(keyIdOf(apiKey)) };
}

/** The queues for `worker`, called over NATS instead of HTTP. Throws the same errors. */
export function overNats(nats: NatsConnection, apiKey: string): { readonly workflows: Queues } {
  const keyId = keyIdOf(apiKey);
  const asks = <O extends Operation>(verb: WorkVerb, operation: O) => {
    return async ({ params: { queue, ...task }, body }: Asked, { signal }: CallOptions = {}) => {
      const payload = JSON.stringify({ ...task, ...body });
      const timeout = operation.deadlineMs + GRACE_MS;
      const asking = nats.request(workSubject({ keyId, verb, queue }), payload, { timeout }).catch(away);
      return operation.output.parse(answerOf(await unlessAborted(asking, signal)));
    };
  };
  return {
    workflows: {
      takeTasks: asks('take', takeTasks) as Queues['takeTasks'],
      progressTask: asks('progress', progressTask) as Queues['progressTask'],
      completeTask: asks('complete', completeTask) as Queues['completeTask'],
      failTask: asks('fail', failTask) as Queues['failTask'],
    },
  };
}

function keyIdOf(apiKey: string): string {
  const key = parseApiKey(apiKey);
  if (!key) throw new TypeError('this is no API key of a mesh');
  return key.id;
}

/** A refusal is a problem document, as over HTTP. */
function answerOf({ data, headers }: Message): unknown {
  const told: unknown = JSON.parse(new TextDecoder().decode(data) || '{}');
  const status = Number(headers?.get('Nats-Service-Error-Code') || 0);
  if (status > 0) throw new ProblemError(status, told as Record<string, unknown>);
  return told;
}

/**
 * Throws a 503 if nobody answers or the connection was lost, since the request may succeed later, and a 413 for a request too
 * large for a message, which would fail each time.
 */
function away(cause: unknown): never {
  if (cause instanceof Error && cause.name === 'InvalidArgumentError')
    throw Object.assign(new ProblemError(413, { detail: 'this is more than a message over NATS holds' }), { cause });
  throw Object.assign(new ProblemError(503, { detail: 'the mesh does not answer over NATS' }), { cause });
}

async function unlessAborted<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return work;
  signal.throwIfAborted();
  const aborted = Promise.withResolvers<never>();
  const abort = () => aborted.reject(signal.reason);
  signal.addEventListener('abort', abort, { once: true });
  try {
    return await Promise.race([work, aborted.promise]);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}
