import type { EgressAnswer } from '@mesh/egress/egress';
import type { Used } from '../credential/usable-store.ts';
import type { Fields } from '../db/schema.ts';
import { ACCESS_TOKEN } from '../oauth2/access-token-field.ts';
import type { AccessTokens } from '../oauth2/access-tokens.ts';
import type { CredentialType } from '../types/credential-type.ts';

type Opened = { credential: Used; type: CredentialType; data: Fields };

/** The data with an access token among its fields if the type has one, otherwise unchanged. */
export async function withToken(tokens: Pick<AccessTokens, 'of'>, { credential, type, data }: Opened): Promise<Fields> {
  const { oauth2: spec } = type;
  return spec ? { ...data, [ACCESS_TOKEN]: await tokens.of({ credential, spec, data }) } : data;
}

/** The data with a new token, if the one in `sent` was answered with 401 by the place that it was sent to. */
export async function withAnotherToken(
  tokens: Pick<AccessTokens, 'insteadOf'>,
  { credential, type, data, url }: Opened & { url: URL },
  sent: Fields,
  answer: EgressAnswer,
): Promise<Fields | undefined> {
  const { oauth2: spec } = type;
  if (!spec || answer.status !== 401 || new URL(answer.url).origin !== url.origin) return undefined;
  const token = await tokens.insteadOf(String(sent[ACCESS_TOKEN]), { credential, spec, data });
  return token === undefined ? undefined : { ...data, [ACCESS_TOKEN]: token };
}
