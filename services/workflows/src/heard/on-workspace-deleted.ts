import { workspaceDeleted } from '@mesh/contracts/gateway-events';
import { type FactHandler, on } from '@mesh/outbox/on';
import type { Schema } from '../db/schema.ts';
import { noteDeleted } from './deleted-workspace-store.ts';

/** Notes it: what the workspace kept may be much, and some of it still runs. */
export function onWorkspaceDeleted(): FactHandler<Schema> {
  return on<Schema, typeof workspaceDeleted.data>(workspaceDeleted, (trx, { workspaceId }) =>
    noteDeleted(trx, workspaceId),
  );
}
