import { standardFault } from '../../workflow-fault.ts';
import type { Authentication, Granting, UserAndPassword } from './policy.ts';
import type { Tokens } from './tokens.ts';

export type Authorizing = { readonly tokens: Tokens; readonly workspaceId: string; readonly signal: AbortSignal };

/** The `Authorization` value of a policy. Undefined for digest, which answers a challenge, and without a policy. */
export async function authorization(
  policy: Authentication | undefined,
  { tokens, workspaceId, signal }: Authorizing,
): Promise<string | undefined> {
  if (policy === undefined || 'use' in policy || 'digest' in policy) return undefined;
  if ('basic' in policy) return 'use' in policy.basic ? undefined : basicAuthorization(policy.basic);
  if ('bearer' in policy) return 'use' in policy.bearer ? undefined : `Bearer ${policy.bearer.token}`;
  const granting = grantingIn(policy);
  return granting && tokens.authorization(workspaceId, granting, signal);
}

/** How to get a token for a policy that does not use a credential. */
export function grantingIn(policy: Authentication | undefined): Granting | undefined {
  if (policy === undefined || !('oauth2' in policy || 'oidc' in policy)) return undefined;
  const granting = 'oauth2' in policy ? policy.oauth2 : policy.oidc;
  return 'use' in granting ? undefined : granting;
}

function basicAuthorization({ username, password }: UserAndPassword): string {
  if (username.includes(':'))
    throw standardFault('configuration', 'a user name of basic authentication holds no colon');
  return `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
}

/** User and password of a digest policy that does not use a credential. */
export function digestIn(policy: Authentication | undefined): UserAndPassword | undefined {
  return policy && 'digest' in policy && !('use' in policy.digest) ? policy.digest : undefined;
}
