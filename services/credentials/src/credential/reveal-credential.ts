import type { HandlerOf } from '@mesh/bus/handler';
import type * as credentialUse from '@mesh/contracts/credential-use';
import { MeshError } from '@mesh/contracts/mesh-error';
import { type Audited, credentialAct } from '../audit/audited.ts';
import type { Decisions } from './open-decisions.ts';
import { RevealWatch } from './reveal-watch.ts';
import { dataToUse } from './secret-data.ts';
import { existing } from './shown-credential.ts';

/** Concurrent reveals are decided and audited together. Executions are refused: they have the broker, never the secret. */
export function revealCredential(
  needs: Audited & { decisions: Decisions; revealsPerMinute?: number },
): HandlerOf<typeof credentialUse.revealCredential> {
  const watch = new RevealWatch(needs);
  return async ({ params: { credentialId: id } }, context) => {
    const act = credentialAct('credential.reveal', id);
    try {
      if (context.principal.type === 'execution') throw new MeshError('forbidden', 'an execution reveals nothing');
      await watch.count(context);
    } catch (error) {
      if (error instanceof MeshError) await needs.decisions.refuse(context, act, { id }, error);
      throw error;
    }
    return needs.decisions.ask(context, act, { id }, (found, keys) => {
      const credential = existing(found);
      return { data: dataToUse(keys, context.workspaceId, credential), version: credential.version };
    });
  };
}
