import { MeshError } from '@mesh/contracts/mesh-error';

/** Deadline of an audit row; a decision whose row is not committed by then is taken back. */
export const AUDIT_MS = 2_000;
const RETRY_SECONDS = 2;

export function auditUnavailable(cause: unknown): MeshError {
  return new MeshError('audit-unavailable', 'the audit row could not be written, so nothing was done; try again', {
    cause,
    retryAfterSeconds: RETRY_SECONDS,
  });
}

/** Whether the database refuses the content of one of the rows (SQL classes 22 and 23), so that the others may be written. */
export function isOfOneRow(error: unknown): boolean {
  const cause = error instanceof MeshError && error.code === 'audit-unavailable' ? error.cause : undefined;
  return cause instanceof Error && 'code' in cause && /^2[23]/.test(String(cause.code));
}
