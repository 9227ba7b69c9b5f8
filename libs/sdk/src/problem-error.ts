import type { Code, Fault } from '@mesh/contracts/mesh-error';

/** A refusal: the problem document (RFC 9457) in the answer. */
export class ProblemError extends Error {
  override readonly name = 'ProblemError';
  readonly status: number;
  /** Undefined if something between the client and the mesh refused. */
  readonly code: Code | undefined;
  /** The invalid places in the request. */
  readonly errors: readonly Fault[];
  /** Finds the request in the logs of the mesh. */
  readonly requestId: string | undefined;
  readonly problem: Readonly<Record<string, unknown>>;

  constructor(status: number, problem: Record<string, unknown>) {
    const { detail, code, errors, requestId } = problem as { [member: string]: unknown };
    super(typeof detail === 'string' ? detail : `the mesh answered ${status}`);
    this.status = status;
    this.code = code as Code | undefined;
    this.errors = Array.isArray(errors) ? errors : [];
    this.requestId = typeof requestId === 'string' ? requestId : undefined;
    this.problem = problem;
  }
}

/** Parses an answer that is not a success. An answer of something in between is reported as well as possible. */
export async function problemOf(answer: Response): Promise<ProblemError> {
  const text = await answer.text();
  return new ProblemError(answer.status, parsed(text) ?? { status: answer.status, detail: undefined, text });
}

function parsed(text: string): Record<string, unknown> | undefined {
  try {
    const told: unknown = JSON.parse(text);
    return typeof told === 'object' && told !== null ? (told as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
