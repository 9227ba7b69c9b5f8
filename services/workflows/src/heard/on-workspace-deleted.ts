import { workspaceDeleted } from '@mesh/contracts/gateway-events';
import { type FactHandler, on } from '@mesh/outbox/on';
import type { Schema } from '../db/schema.ts';
import { noteDeleted } from './deleted-workspace-store.ts';

/** Only notes the deletion: there may be much to remove, and some of it may still run. */
export function onWorkspaceDeleted(): FactHandler<Schema> {
  return on<Schema, typeof workspaceDeleted.data>(workspaceDeleted, (trx, { workspaceId }) =>
    noteDeleted(trx, workspaceId),
  );
}
