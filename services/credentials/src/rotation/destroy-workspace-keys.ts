import type { HandlerOf } from '@mesh/bus/handler';
import { workspaceDeleted } from '@mesh/contracts/gateway-events';
import type * as keyRotations from '@mesh/contracts/key-rotations';
import { type FactHandler, on } from '@mesh/outbox/on';
import { type Audited, audited } from '../audit/audited.ts';
import type { Schema } from '../db/schema.ts';
import { tellKeysChanged } from './keys-changed.ts';
import { destroyKeys } from './workspace-key-store.ts';

/**
 * Irreversible: everything that the workspace has encrypted is unreadable from now on. A repeated request destroys nothing more.
 */
export function destroyWorkspaceKeys(needs: Audited): HandlerOf<typeof keyRotations.destroyWorkspaceKeys> {
  return async (_, context) => {
    const { workspaceId } = context;
    const act = { action: 'keys.destroy', resource: { type: 'workspace' as const, id: workspaceId } };
    const destroyed = await audited(needs, context, act, async (trx) => {
      const keys = await destroyKeys(trx, workspaceId);
      await tellKeysChanged(trx, workspaceId);
      return keys;
    });
    needs.keys.forget(workspaceId);
    return { destroyed };
  };
}

/** The event is the authority: its inbox row commits with the destruction. */
export function onWorkspaceDeleted({ keys, log }: Audited): FactHandler<Schema> {
  return on<Schema, typeof workspaceDeleted.data>(workspaceDeleted, async (trx, { workspaceId }) => {
    const destroyed = await destroyKeys(trx, workspaceId);
    await tellKeysChanged(trx, workspaceId);
    keys.forget(workspaceId);
    log.warn({ workspaceId, destroyed }, 'the keys of a deleted workspace are destroyed');
  });
}
