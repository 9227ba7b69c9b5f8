import { USUAL_ENVIRONMENT } from '@mesh/contracts/credential-shapes';

/** A secret is a credential, by name in the default environment or by id in any. */
export function noSecret(name: string): string {
  return `there is no secret ${name} in the environment ${USUAL_ENVIRONMENT}`;
}
