import { type ErrorShape, MeshError } from '@mesh/contracts/mesh-error';
import type { Operation, RequestOf } from '@mesh/contracts/operation';
import { unavailable } from '@mesh/contracts/unavailable';
import type { FairSemaphore } from '@mesh/runtime/fair-semaphore';
import { meter } from '@mesh/runtime/metrics';
import { contextOf, inSpan } from '@mesh/runtime/span';
import { SpanKind } from '@opentelemetry/api';
import { z } from 'zod';
import type { Bus } from './bus.ts';
import { Deadline } from './deadline.ts';
import type { Answer, Item } from './envelope.ts';
import { faultsOf } from './faults.ts';
import type { HandlerOf } from './handler.ts';
import type { Endpoint } from './service-protocol.ts';

const duration = meter.createHistogram('mesh.call.duration', {
  unit: 's',
  description: 'Time to answer a call, by operation and code',
  advice: { explicitBucketBoundaries: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10] },
});

type Needs<O extends Operation> = {
  bus: Bus;
  operation: O;
  handler: HandlerOf<O>;
  semaphore: FairSemaphore;
  endpoint: Endpoint;
};

/**
 * Answers one question: authenticates the caller, validates the request, runs the handler within the deadline. Never rejects.
 */
export function answerItem<O extends Operation>(needs: Needs<O>): (item: Item) => Promise<Answer> {
  const { bus, operation, endpoint } = needs;
  const { subject } = operation;
  const request = requestOf(operation);
  const attributes = {
    'messaging.system': 'nats',
    'messaging.operation.name': 'process',
    'messaging.operation.type': 'process',
    'messaging.destination.name': subject,
  };

  return async (item) => {
    const began = performance.now();
    let code = 'ok';
    const span = {
      kind: SpanKind.SERVER,
      attributes: { ...attributes, 'messaging.message.conversation_id': item.requestId },
      parent: contextOf(item.traceparent),
    };
    try {
      return await inSpan(`process ${subject}`, span, () => inPlace(needs, request, item, began));
    } catch (error) {
      const shape = shapeOf(error);
      code = shape.code;
      report(bus, subject, item, error, shape);
      return { error: shape };
    } finally {
      const seconds = (performance.now() - began) / 1_000;
      duration.record(seconds, { operation: `${operation.service}.${operation.name}`, code });
      endpoint.count(seconds, code);
    }
  };
}

async function inPlace<O extends Operation>(
  { bus, operation, handler, semaphore }: Needs<O>,
  request: z.ZodType<RequestOf<O>>,
  item: Item,
  began: number,
): Promise<Answer> {
  const { caller, principal } = await bus.tokens.verify(operation, item.token);
  const work = async (): Promise<Answer> => {
    const leftMs = Math.floor(item.leftMs - (performance.now() - began));
    if (leftMs <= 0) throw new MeshError('deadline-exceeded', 'the question waited longer than its caller');
    const asked = request.safeParse(item.question);
    if (!asked.success)
      throw new MeshError('invalid', 'the request does not fit its description', { errors: faultsOf(asked.error) });
    using deadline = new Deadline(leftMs);
    const answer = await handler(asked.data, {
      principal,
      workspaceId: principal.workspaceId,
      newId: item.newId,
      requestId: item.requestId,
      signal: deadline.signal,
      caller,
    });
    return { output: operation.output.parse(answer) };
  };
  return semaphore.run(principal.workspaceId, work, busy);
}

function busy(): MeshError {
  return unavailable('too many questions at once; try again');
}

/** The four parts of a request as one schema. A part that was not sent is an empty object. */
function requestOf<O extends Operation>({ params, query, headers, body }: O): z.ZodType<RequestOf<O>> {
  const orEmpty = (part: z.ZodType) => z.preprocess((value) => value ?? {}, part);
  const maybeBody = body.safeParse(undefined).success ? body : orEmpty(body);
  const parts = { params: orEmpty(params), query: orEmpty(query), headers: orEmpty(headers), body: maybeBody };
  return z.object(parts) as unknown as z.ZodType<RequestOf<O>>;
}

function shapeOf(error: unknown): ErrorShape {
  if (error instanceof MeshError) return error.toShape();
  if (error instanceof DOMException && error.name === 'TimeoutError')
    return { code: 'deadline-exceeded', message: 'the work took longer than its caller waits' };
  return { code: 'internal', message: 'internal error' };
}

function report({ log }: Bus, subject: string, { requestId }: Item, error: unknown, { code }: ErrorShape): void {
  if (code === 'internal') log.error({ err: error, subject, requestId }, 'a question could not be answered');
  else if (code === 'unauthenticated')
    log.warn({ err: error, subject, requestId, security: true }, 'a question without a good principal was refused');
}
