import type { Bus } from '@mesh/bus/bus';
import { idCursor } from '@mesh/contracts/cursor';
import * as contract from '@mesh/contracts/hooks';
import { newId } from '@mesh/contracts/id';
import { MeshError } from '@mesh/contracts/mesh-error';
import { readPage } from '@mesh/contracts/page';
import type { Database } from '@mesh/database/database';
import type { Schema } from '../db/schema.ts';
import type { Sealing } from '../http/idempotency/sealing.ts';
import { type LocalOperation, local } from '../http/local-operation.ts';
import { deleteHookRow, hookOf, hooksOf, saveHook } from './hook-store.ts';
import type { HookRow } from './hook-tables.ts';
import { namedWorkflow } from './named-workflow.ts';
import { hookSecretName, secretFor } from './secret-of.ts';

type Needs = { readonly db: Database<Schema>; readonly bus: () => Bus; readonly sealing: Sealing };

/** What answers the operations on hooks. */
export function hookOperations({ db, bus, sealing }: Needs): LocalOperation[] {
  return [
    local(contract.createHook, async ({ params, body }, { principal, newId: id = newId('hook') }) => {
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
    }),
    local(contract.listHooks, async ({ params, query: { limit, cursor } }, { principal }) => {
      const before = idCursor('hook', cursor);
      const named = await namedWorkflow(bus(), params.workflowId, principal);
      const read = (most: number) =>
        db.inWorkspace(principal.workspaceId, (trx) => hooksOf(trx, named, { before, limit: most }));
      return readPage(limit, read, { show: shownHook, at: ({ id }) => id });
    }),
    local(contract.getHook, ({ params }, { principal }) =>
      db.inWorkspace(principal.workspaceId, async (trx) => shownHook(await hookOf(trx, params.hookId))),
    ),
    local(contract.deleteHook, ({ params }, { principal }) =>
      db.inWorkspace(principal.workspaceId, async (trx) => {
        await hookOf(trx, params.hookId);
        await deleteHookRow(trx, params.hookId);
        return {};
      }),
    ),
  ];
}

function shownHook({ id, workflow, verify, input, createdAt }: HookRow) {
  return { id, path: `/v1/hooks/${id}`, workflow, verify, input, createdAt: createdAt.toISOString() };
}
