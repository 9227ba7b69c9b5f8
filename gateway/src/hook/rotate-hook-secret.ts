import type * as contract from '@mesh/contracts/hooks';
import { MeshError } from '@mesh/contracts/mesh-error';
import { formerAfter } from '../former-secrets.ts';
import type { LocalHandler } from '../http/local-operation.ts';
import type { Needs } from './hook-needs.ts';
import { hookSecretName, secretFor } from './hook-secret.ts';
import { lockHook, replaceSecret } from './hook-store.ts';
import { shownHook } from './shown-hook.ts';

/** Replaces the secret; the former ones stay good for the overlap. */
export function rotateHookSecret({ db, sealing, hooks }: Needs): LocalHandler<typeof contract.rotateHookSecret> {
  return async ({ params: { hookId }, body }, { principal: { workspaceId, scopes } }) => {
    const rotated = await db.inWorkspace(workspaceId, async (trx) => {
      const hook = await lockHook(trx, hookId);
      const beyond = hook.scopes.filter((scope) => !scopes.some((own) => own === scope));
      if (beyond.length > 0)
        throw new MeshError(
          'forbidden',
          `whoever has its secret may do what the hook may: this needs ${beyond.join(', ')}`,
        );
      const shown = secretFor(hook.verify, body.secret);
      const secret = sealing.seal(hookSecretName(workspaceId, hookId), Buffer.from(shown));
      await replaceSecret(trx, hookId, { secret, formerSecrets: formerAfter(hook, body.overlapSeconds, Date.now()) });
      return { ...shownHook(hook), secret: shown };
    });
    hooks.forget(hookId);
    return rotated;
  };
}
