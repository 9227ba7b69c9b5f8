import { type Authorizing, authorization, grantingIn } from './authorize.ts';
import type { Authentication } from './policy.ts';

/** Asks with what a policy puts before a call, and once more with another token where the callee refuses one that was kept. */
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
