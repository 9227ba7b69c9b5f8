import { z } from 'zod';

/** The closed set of errors that cross a process boundary. The gateway's table gives each its HTTP status and title. */
export const codes = [
  'invalid',
  'unauthenticated',
  'forbidden',
  'not-found',
  'method-not-allowed',
  'conflict',
  'request-timeout',
  'precondition-failed',
  'payload-too-large',
  'uri-too-long',
  'unsupported-media-type',
  'unprocessable',
  'upgrade-required',
  'rate-limited',
  'headers-too-large',
  'internal',
  'unavailable',
  'deadline-exceeded',
  'idempotency-in-progress',
  'idempotency-mismatch',
  'audit-unavailable',
  'credential-expired',
  'credential-host-denied',
  'credential-unreadable',
  'egress-denied',
  'egress-failed',
  'embedding-mismatch',
  'embedding-unavailable',
  'integrity-violation',
  'plugin-function-failed',
  'plugin-invalid',
  'version-rollback',
  'workflow-invalid',
] as const;
export type Code = (typeof codes)[number];

/** One place in the request, and what is wrong there. */
export const fault = z.object({
  pointer: z.string().meta({ description: 'JSON Pointer (RFC 6901), such as `/body/points/0/id`.' }),
  message: z.string(),
  line: z.number().optional().meta({ description: 'Of the text that was sent, from 1.' }),
  column: z.number().optional().meta({ description: 'From 1.' }),
});
export type Fault = z.output<typeof fault>;

/** What a `MeshError` is on the wire. `extra` becomes extension members of the problem document (RFC 9457). */
export type ErrorShape = {
  code: Code;
  message: string;
  errors?: Fault[] | undefined;
  extra?: Record<string, unknown> | undefined;
  retryAfterSeconds?: number | undefined;
};

/** The only error that crosses a process boundary. Its message is written for the caller and says what to do. */
export class MeshError extends Error {
  override readonly name = 'MeshError';
  readonly code: Code;
  readonly errors: Fault[] | undefined;
  readonly extra: Record<string, unknown> | undefined;
  readonly retryAfterSeconds: number | undefined;

  constructor(code: Code, message: string, details: Omit<ErrorShape, 'code' | 'message'> & ErrorOptions = {}) {
    super(message, 'cause' in details ? { cause: details.cause } : undefined);
    this.code = code;
    this.errors = details.errors;
    this.extra = details.extra;
    this.retryAfterSeconds = details.retryAfterSeconds;
  }

  toShape(): ErrorShape {
    const { code, message, errors, extra, retryAfterSeconds } = this;
    return { code, message, errors, extra, retryAfterSeconds };
  }

  static fromShape({ code, message, ...details }: ErrorShape): MeshError {
    return new MeshError(isCode(code) ? code : 'internal', message, details);
  }
}

export function isCode(text: string | undefined): text is Code {
  return codes.some((code) => code === text);
}
