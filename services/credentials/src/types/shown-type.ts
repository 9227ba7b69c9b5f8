import type { CredentialType } from './credential-type.ts';

/** A type as callers see it. */
export function shownType({ inject: _, test, ...type }: CredentialType) {
  return { ...type, testable: test !== undefined };
}
