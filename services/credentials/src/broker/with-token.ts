import type { CredentialRow, Fields } from '../db/schema.ts';
import type { AccessTokens } from '../oauth2/access-tokens.ts';
import type { CredentialType } from '../types/credential-type.ts';

/** The data with `access_token`, for a type that has one; else as it is. */
export async function withToken(
  tokens: Pick<AccessTokens, 'of'>,
  { credential, type, data }: { credential: CredentialRow; type: CredentialType; data: Fields },
): Promise<Fields> {
  const { oauth2: spec } = type;
  return spec ? { ...data, access_token: await tokens.of({ credential, spec, data }) } : data;
}
