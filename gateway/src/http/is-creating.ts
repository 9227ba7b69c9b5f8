import type { Operation } from '@mesh/contracts/operation';

/** Whether asking twice would create two things or do work twice; such operations honour `Idempotency-Key`. */
export function isCreating({ http, creates }: Operation): boolean {
  if (http?.method !== 'POST') return false;
  return http.takesKey === true || creates !== undefined || http.status === 201 || http.bodyKind === 'upload';
}
