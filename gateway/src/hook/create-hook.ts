import type * as contract from '@mesh/contracts/hooks';
import { newId } from '@mesh/contracts/id';
import { MeshError } from '@mesh/contracts/mesh-error';
import type { LocalHandler } from '../http/local-operation.ts';
import type { Needs } from './hook-needs.ts';
import { hookSecretName, secretFor } from './hook-secret.ts';
import { saveHook } from './hook-store.ts';
import { namedWorkflow } from './named-workflow.ts';
import { shownHook } from './shown-hook.ts';

export function createHook({ db, bus, sealing }: Omit<Needs, 'hooks'>): LocalHandler<typeof contract.createHook> {
  return async ({ params, body }, { principal, newId: id = newId('hook') }) => {
    const { workspaceId, scopes } = principal;
    if (!scopes.includes('executions:write'))
      throw new MeshError('forbidden', 'a hook starts executions: this needs the scope executions:write');
    const { workflowId: workflow } = params;
    const { namespace, name } = await namedWorkflow(bus(), workflow, principal);
    const { verify, input } = body;
    const shown = secretFor(verify, body.secret);
    const secret = sealing.seal(hookSecretName(workspaceId, id), Buffer.from(shown));
    const hook = { id, workspaceId, workflow, namespace, name, verify, secret, input, scopes: [...scopes] };
    const row = await db.inWorkspace(workspaceId, (trx) => saveHook(trx, hook));
    return { ...shownHook(row), secret: shown };
  };
}
