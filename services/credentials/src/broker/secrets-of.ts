import type { Fields } from '../db/schema.ts';
import type { CredentialType } from '../types/credential-type.ts';
import type { Injected } from './injected.ts';

/** Everything of a credential that must not come back: its secret fields, and what they became in the call. */
export function secretsOf({ fields }: CredentialType, data: Fields, { headers }: Injected): string[] {
  const own = fields.filter(({ secret }) => secret).map(({ name }) => String(data[name] ?? ''));
  const derived = Object.values(headers)
    .filter((value) => value.startsWith('Basic '))
    .map((value) => value.slice('Basic '.length));
  return [...own, ...derived];
}
