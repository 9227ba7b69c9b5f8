import { type Authorizing, authorization, grantingIn } from './authorize.ts';
import type { Authentication } from './policy.ts';

/** Calls with the policy's authorization, and once more with a new token if the callee refuses a cached one. */
export async function withAuthorization<Answer>(
  policy: Authentication | undefined,
  authorizing: Authorizing,
  ask: (authorized: string | undefined) => Promise<Answer>,
  isRefusal: (answer: Answer) => boolean,
): Promise<Answer> {
  const { tokens, workspaceId } = authorizing;
  const authorized = await authorization(policy, authorizing);
  const first = await ask(authorized);
  const granting = isRefusal(first) ? grantingIn(policy) : undefined;
  const isRenewed = granting && authorized !== undefined && (await tokens.renews(workspaceId, granting, authorized));
  return isRenewed ? ask(await authorization(policy, authorizing)) : first;
}
