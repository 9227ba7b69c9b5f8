import { MeshError } from '@mesh/contracts/mesh-error';
import { problems } from './problems.ts';

export type Problem = Record<string, unknown> & { status: number; code: string };

/** The body of a refusal (RFC 9457). Extension members never override the standard ones. */
export function problemDocument(
  error: MeshError,
  { instance, requestId, traceId }: { instance: string; requestId: string; traceId: string },
): Problem {
  const { status, title } = problems[error.code];
  return {
    ...error.extra,
    type: `/problems/${error.code}`,
    title,
    status,
    detail: error.message,
    instance,
    code: error.code,
    requestId,
    traceId,
    ...(error.errors && { errors: error.errors }),
  };
}

const byStatus = {
  400: 'invalid',
  404: 'not-found',
  408: 'request-timeout',
  413: 'payload-too-large',
  414: 'uri-too-long',
  415: 'unsupported-media-type',
} as const;

/** Any thrown value as a `MeshError`. The message of an unexpected error is not shown to the caller. */
export function asMeshError(error: unknown): MeshError {
  if (error instanceof MeshError) return error;
  const status = typeof error === 'object' && error !== null && 'statusCode' in error ? error.statusCode : 500;
  const code = Object.entries(byStatus).find(([known]) => Number(known) === status)?.[1];
  if (code) return new MeshError(code, problems[code].title, { cause: error });
  return new MeshError('internal', 'something failed inside; the request id finds it in the logs', { cause: error });
}
