import { USUAL_ENVIRONMENT } from '@mesh/contracts/credential-shapes';

/** Secrets are credentials of the usual environment by name, or of any by id. */
export function noSecret(name: string): string {
  return `there is no secret ${name} in the environment ${USUAL_ENVIRONMENT}`;
}
