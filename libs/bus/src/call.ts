import { randomUUID } from 'node:crypto';
import { MeshError } from '@mesh/contracts/mesh-error';
import type { AnswerOf, Method, Operation, QuestionOf } from '@mesh/contracts/operation';
import type { Principal } from '@mesh/contracts/principal';
import { unavailable } from '@mesh/contracts/unavailable';
import { currentTraceparent, inSpan } from '@mesh/runtime/span';
import { SpanKind } from '@opentelemetry/api';
import type { Bus } from './bus.ts';
import type { Answer } from './envelope.ts';
import { GRACE_MS } from './takers.ts';

const repeatable: ReadonlySet<Method> = new Set(['GET', 'PUT', 'DELETE']);

export type CallOptions = {
  principal: Principal;
  /** Ends the waiting; what the service does meanwhile is not undone. */
  signal?: AbortSignal | undefined;
  /** Tells calls of one request from others in logs. Made up by default. */
  requestId?: string | undefined;
  /** Id of what an operation with `creates` makes. */
  newId?: string | undefined;
  /** How long to wait, in ms. The operation's own by default. */
  deadlineMs?: number | undefined;
  /**
   * Where the process dies that has taken the question, `unavailable` is thrown within seconds, whatever the deadline; and a
   * while after the deadline where nobody has answered at all, not even that it took too long.
   */
  watched?: boolean | undefined;
};

/**
 * Asks the service that answers `operation`. Throws the `MeshError` that it answers with, `unavailable` at once when
 * nobody answers, `deadline-exceeded` when the answer does not come in time.
 */
export async function call<O extends Operation>(
  bus: Bus,
  operation: O,
  question: QuestionOf<O>,
  { principal, signal, requestId = randomUUID(), newId, deadlineMs = operation.deadlineMs, watched }: CallOptions,
): Promise<AnswerOf<O>> {
  const { subject } = operation;
  const attributes = {
    'messaging.system': 'nats',
    'messaging.operation.name': 'request',
    'messaging.operation.type': 'send',
    'messaging.destination.name': subject,
    'messaging.message.conversation_id': requestId,
  };
  return inSpan(`request ${subject}`, { kind: SpanKind.CLIENT, attributes }, async () => {
    signal?.throwIfAborted();
    const token = await bus.tokens.sign(operation, principal);
    const item = { token, leftMs: deadlineMs, requestId, newId, traceparent: currentTraceparent(), question };
    const asking = { watched, repeatable: isRepeatable(operation, newId) };
    const answer = await inTime(bus.batches.ask(subject, item, asking), late(subject, deadlineMs, watched), signal);
    if ('error' in answer) throw MeshError.fromShape(answer.error);
    const read = operation.output.safeParse(answer.output);
    if (!read.success)
      throw new MeshError('internal', `the answer to ${operation.name} is malformed`, { cause: read.error });
    return read.data as AnswerOf<O>;
  });
}

/** Whether asking twice does no more than asking once. */
function isRepeatable({ http }: Operation, newId: string | undefined): boolean {
  return newId !== undefined || (http !== undefined && repeatable.has(http.method));
}

type Late = { readonly ms: number; readonly error: () => MeshError };

function late(subject: string, ms: number, watched = false): Late {
  if (!watched) return { ms, error: () => new MeshError('deadline-exceeded', `no answer on ${subject} in ${ms} ms`) };
  const lost = `a question on ${subject} or its answer was lost; try again`;
  return { ms: ms + GRACE_MS, error: () => unavailable(lost) };
}

async function inTime(answer: Promise<Answer>, { ms, error }: Late, signal?: AbortSignal): Promise<Answer> {
  const { promise: cut, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(error()), ms);
  const abort = () => reject(signal?.reason);
  signal?.addEventListener('abort', abort, { once: true });
  if (signal?.aborted) abort();
  try {
    return await Promise.race([answer, cut]);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', abort);
  }
}
