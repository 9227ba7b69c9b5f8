/** A refusal of the mesh: the problem document (RFC 9457) that it answered. */
export class ProblemError extends Error {
  override readonly name = 'ProblemError';
  readonly status: number;
  readonly problem: Readonly<Record<string, unknown>>;

  constructor(status: number, problem: Record<string, unknown>) {
    const { detail } = problem as { detail?: unknown };
    super(typeof detail === 'string' ? detail : `the mesh answered ${status}`);
    this.status = status;
    this.problem = problem;
  }
}
