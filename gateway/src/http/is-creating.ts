import type { Operation } from '@mesh/contracts/operation';

/** Whether asking twice would make two things: such an operation honours `Idempotency-Key`. */
export function isCreating({ http, creates }: Operation): boolean {
  return http?.method === 'POST' && (creates !== undefined || http.status === 201 || http.bodyKind === 'upload');
}
