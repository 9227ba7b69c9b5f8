import { workspaceDeleted } from '@mesh/contracts/gateway-events';
import { type FactHandler, on } from '@mesh/outbox/on';
import type { Log } from '@mesh/runtime/log';
import { removeCollections } from '../collection/collection-store.ts';
import type { Schema } from '../db/schema.ts';

/** Its collections go with all their points; the sweep of indexes drops what they leave behind. */
export function onWorkspaceDeleted({ log }: { log: Log }): FactHandler<Schema> {
  return on<Schema, typeof workspaceDeleted.data>(workspaceDeleted, async (trx, { workspaceId }) => {
    const collections = await removeCollections(trx);
    log.warn({ workspaceId, collections }, 'what a deleted workspace kept is gone');
  });
}
