import type { CredentialType } from './credential-type.ts';

/** A type as callers see it. */
export function shownType({ inject: _, oauth2, test, ...type }: CredentialType) {
  return { ...type, testable: test !== undefined, connectable: oauth2?.grant === 'authorization-code' };
}
