import type { Fields } from '../db/schema.ts';
import { ACCESS_TOKEN } from '../oauth2/access-token-field.ts';
import type { CredentialType } from '../types/credential-type.ts';
import type { ArmedCall } from './armed-call.ts';

/** Everything of a credential that must not come back: its secret fields, and their values derived in the call. */
export function secretsOf({ fields, oauth2 }: CredentialType, data: Fields, call: ArmedCall): string[] {
  const names = fields.filter(({ secret }) => secret).map(({ name }) => name);
  const own = [...names, ...(oauth2 ? [ACCESS_TOKEN] : [])].map((name) => String(data[name] ?? ''));
  const { authorization = '' } = call.headers;
  const [, derived = ''] = /^Basic (.+)$|Signature=([0-9a-f]+)$/.exec(authorization)?.filter(Boolean) ?? [];
  return [...own, derived];
}
