import { idCursor } from '@mesh/contracts/cursor';
import type * as contract from '@mesh/contracts/hooks';
import { readPage } from '@mesh/contracts/page';
import type { LocalHandler } from '../http/local-operation.ts';
import type { Needs } from './hook-needs.ts';
import { hooksOf } from './hook-store.ts';
import { namedWorkflow } from './named-workflow.ts';
import { shownHook } from './shown-hook.ts';

export function listHooks({ db, bus }: Pick<Needs, 'db' | 'bus'>): LocalHandler<typeof contract.listHooks> {
  return async ({ params, query: { limit, cursor } }, { principal }) => {
    const before = idCursor('hook', cursor);
    const named = await namedWorkflow(bus(), params.workflowId, principal);
    const read = (most: number) =>
      db.inWorkspace(principal.workspaceId, (trx) => hooksOf(trx, named, { before, limit: most }));
    return readPage(limit, read, { show: shownHook, at: ({ id }) => id });
  };
}
