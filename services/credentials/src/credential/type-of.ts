import type { Catalogue } from '../types/catalogue.ts';
import type { CredentialType } from '../types/credential-type.ts';

/** The type of a stored credential. Types are never removed from the catalogue, so it exists. */
export function typeOf(catalogue: Catalogue, credential: { type: string }): CredentialType {
  const type = catalogue.get(credential.type);
  if (!type) throw new Error(`the catalogue has lost the type ${credential.type}`);
  return type;
}
