import { type Code, codes, fault } from '@mesh/contracts/mesh-error';
import type { PublicOperation } from '@mesh/contracts/operation';
import { problems } from '../http/refusals/problems.ts';
import { exampleOf } from './example-of.ts';
import { jsonSchema } from './json-schema.ts';

const always: readonly Code[] = ['invalid', 'rate-limited', 'internal', 'unavailable', 'deadline-exceeded'];
const withBody: readonly Code[] = ['payload-too-large', 'unsupported-media-type', 'request-timeout'];
const withKey: readonly Code[] = ['idempotency-in-progress', 'idempotency-mismatch'];

export const problemSchema = {
  type: 'object',
  description: 'A problem document (RFC 9457).',
  required: ['type', 'title', 'status', 'detail', 'instance', 'code', 'requestId', 'traceId'],
  properties: {
    type: { type: 'string', format: 'uri-reference', description: 'Where the code is explained.' },
    title: { type: 'string' },
    status: { type: 'integer' },
    detail: { type: 'string', description: 'What is wrong here and what to do.' },
    instance: { type: 'string', description: 'The address that was asked.' },
    code: { enum: [...codes] },
    requestId: { type: 'string' },
    traceId: { type: 'string', pattern: '^[0-9a-f]{32}$' },
    errors: { type: 'array', items: jsonSchema(fault, 'input') },
  },
};

const header = (name: string) => ({ $ref: `#/components/headers/${name}` });
/** Headers of every answer. */
export const traced = { 'x-request-id': header('RequestId'), 'x-trace-id': header('TraceId') };

/** Every answer of the operation, by status. */
export function responsesOf(operation: PublicOperation, isOnce: boolean): Record<string, unknown> {
  const { http } = operation;
  const statuses = typeof http.status === 'object' ? http.status.oneOf : [http.status];
  const headers = {
    ...traced,
    ...(http.location && { location: header('Location') }),
    ...(http.etag && { etag: header('ETag') }),
    ...(isOnce && { 'idempotency-replayed': header('IdempotencyReplayed') }),
  };
  const done = (status: number) => ({
    description: status === 202 ? 'Accepted.' : status === 201 ? 'Created.' : 'Done.',
    headers,
    ...(status !== 204 && { content: contentOf(operation) }),
  });
  const isHeld = http.method === 'GET' && (http.etag || http.answerKind === 'bytes');
  return {
    ...Object.fromEntries(statuses.map((status) => [status, done(status)])),
    ...(isHeld && { 304: { description: 'What `If-None-Match` names is what is there.', headers: traced } }),
    ...refusalsOf(operation, isOnce),
  };
}

function contentOf({ http, output }: PublicOperation): object {
  if (http.answerKind === 'bytes') return { '*/*': { schema: { type: 'string', format: 'binary' } } };
  const schema = jsonSchema(output, 'output');
  return { 'application/json': { schema, example: exampleOf(schema) } };
}

type Refusing = Pick<PublicOperation, 'errors' | 'scope'> & { readonly http: Pick<PublicOperation['http'], 'method'> };

/** Every refusal of the operation, by status. */
export function refusalsOf({ http, errors, scope }: Refusing, isOnce: boolean): Record<string, unknown> {
  const all = new Set<Code>([
    ...always,
    ...(scope === 'public' ? [] : ['unauthenticated' as const]),
    ...(scope === 'public' || scope === 'authenticated' ? [] : ['forbidden' as const]),
    ...(['POST', 'PUT', 'PATCH'].includes(http.method) ? withBody : []),
    ...(isOnce ? withKey : []),
    ...errors,
  ]);
  const byStatus = Map.groupBy(all, (code) => problems[code].status);
  return Object.fromEntries([...byStatus].map(([status, group]) => [status, refusal(group)]));
}

function refusal(group: readonly Code[]): object {
  const waits = group.some((code) => ['rate-limited', 'unavailable', 'idempotency-in-progress'].includes(code));
  return {
    description: group.map((code) => `\`${code}\`: ${problems[code].title}.`).join(' '),
    headers: { ...traced, ...(waits && { 'retry-after': header('RetryAfter') }) },
    content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
  };
}
